"""Rows for tests, one factory for each table."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from factory.declarations import (
    LazyAttribute,
    LazyFunction,
    SelfAttribute,
    Sequence,
    SubFactory,
    Trait,
)

from layerproof.testing import AsyncSQLAlchemyFactory
from playground.accounts.service import hash_password
from playground.api_keys.schemas import Scope
from playground.models import ApiKey, Login, Snippet, User

#: What every user's password is; ``auth.password`` in pyproject.toml says the same.
PASSWORD = "correct horse battery"


def hash_of(secret: str) -> str:
    """Return what the tables keep of a token or a key."""
    return hashlib.sha256(secret.encode()).hexdigest()


class UserFactory(AsyncSQLAlchemyFactory[User]):
    class Params:
        password = PASSWORD

    email = Sequence(lambda n: f"user-{n}@example.com")
    password_hash = LazyAttribute(lambda user: hash_password(user.password))


class LoginFactory(AsyncSQLAlchemyFactory[Login]):
    class Params:
        user = SubFactory(UserFactory)
        token = Sequence(lambda n: f"token-{n}")

    user_id = SelfAttribute("user.id")
    token_hash = LazyAttribute(lambda login: hash_of(login.token))
    expires_at = LazyFunction(lambda: datetime.now(UTC) + timedelta(days=1))


class ApiKeyFactory(AsyncSQLAlchemyFactory[ApiKey]):
    class Params:
        user = SubFactory(UserFactory)
        key = Sequence(lambda n: f"pg_key-{n}")
        revoked = Trait(revoked_at=LazyFunction(lambda: datetime.now(UTC)))

    user_id = SelfAttribute("user.id")
    name = Sequence(lambda n: f"key {n}")
    start = LazyAttribute(lambda key: key.key[:8])
    key_hash = LazyAttribute(lambda key: hash_of(key.key))
    scopes = LazyFunction(lambda: [str(scope) for scope in Scope])


class SnippetFactory(AsyncSQLAlchemyFactory[Snippet]):
    class Params:
        owner = SubFactory(UserFactory)
        shared = Trait(visibility="shared")

    owner_id = SelfAttribute("owner.id")
    title = Sequence(lambda n: f"snippet {n}")
    body = "Hello, {{name}}!"
