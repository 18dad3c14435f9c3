"""API keys in the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from playground.models import ApiKey


class ApiKeyRepository:
    """Finds and changes keys within one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, key: ApiKey) -> ApiKey:
        """Store a key and return it with its id."""
        self._session.add(key)
        await self._session.flush()
        return key

    async def list_of(self, user_id: int) -> Sequence[ApiKey]:
        """Return all keys of a user, the newest first."""
        query = select(ApiKey).where(ApiKey.user_id == user_id).order_by(ApiKey.id.desc())
        return (await self._session.scalars(query)).all()

    async def find(self, key_id: int, user_id: int) -> ApiKey | None:
        """Return a key of that user, or ``None``."""
        query = select(ApiKey).where(ApiKey.id == key_id, ApiKey.user_id == user_id)
        return await self._session.scalar(query)

    async def find_living(self, key_hash: str) -> ApiKey | None:
        """Return the key with that hash if it is not revoked, or ``None``."""
        query = select(ApiKey).where(ApiKey.key_hash == key_hash, ApiKey.revoked_at.is_(None))
        return await self._session.scalar(query)

    async def is_name_taken(self, user_id: int, name: str) -> bool:
        """Return whether a living key of the user has the name."""
        query = select(ApiKey.id).where(
            ApiKey.user_id == user_id, ApiKey.name == name, ApiKey.revoked_at.is_(None)
        )
        return await self._session.scalar(query) is not None
