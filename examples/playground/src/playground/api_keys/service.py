"""The rules of API keys; knows neither HTTP nor SQL."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence

from playground.api_keys.errors import (
    KeyNameTakenError,
    KeyNotFoundError,
    ScopeMissingError,
    UnknownKeyError,
)
from playground.api_keys.repository import ApiKeyRepository
from playground.api_keys.schemas import Scope
from playground.clock import now
from playground.models import ApiKey

#: What every key begins with, so that one in a log or a repository is seen to be one.
PREFIX = "pg_"

#: How many characters of a key are kept to tell it from others.
SHOWN = 8


class ApiKeyService:
    """Makes, checks and revokes keys."""

    def __init__(self, keys: ApiKeyRepository) -> None:
        self._keys = keys

    async def make(self, user_id: int, name: str, scopes: Collection[Scope]) -> tuple[ApiKey, str]:
        """Make a key; return what is kept of it, and the key itself, which is not kept.

        Raises:
            KeyNameTakenError: A living key of the user has the name.
        """
        if await self._keys.is_name_taken(user_id, name):
            raise KeyNameTakenError(f"there is a key called {name}; revoke it first")
        key = PREFIX + secrets.token_urlsafe(32)
        made = ApiKey(
            user_id=user_id,
            name=name,
            start=key[:SHOWN],
            key_hash=_hash_key(key),
            scopes=sorted(scopes),
        )
        return await self._keys.add(made), key

    async def list_of(self, user_id: int) -> Sequence[ApiKey]:
        """Return all keys of a user, revoked ones too."""
        return await self._keys.list_of(user_id)

    async def revoke(self, user_id: int, key_id: int) -> None:
        """End a key for good; one that was revoked keeps the time at which it was.

        Raises:
            KeyNotFoundError: The user has no such key.
        """
        key = await self._keys.find(key_id, user_id)
        if key is None:
            raise KeyNotFoundError(f"you have no key {key_id}")
        if key.revoked_at is None:
            key.revoked_at = now()

    async def authenticate(self, key: str, scope: Scope) -> int:
        """Return the id of the user whom a key stands for.

        Raises:
            UnknownKeyError: There is no such key, or it was revoked.
            ScopeMissingError: The key was not made for ``scope``.
        """
        found = await self._keys.find_living(_hash_key(key))
        if found is None:
            raise UnknownKeyError("the API key is unknown or revoked")
        if scope not in found.scopes:
            raise ScopeMissingError(f"the API key was not made for {scope}")
        return found.user_id


def _hash_key(key: str) -> str:
    """Return what is kept of a key. It is random and long: nothing has to slow a guess down."""
    return hashlib.sha256(key.encode()).hexdigest()
