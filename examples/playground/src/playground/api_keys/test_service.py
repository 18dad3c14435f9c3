"""The rules of API keys, without a database."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_mock import MockerFixture

from playground.api_keys.errors import (
    KeyNameTakenError,
    KeyNotFoundError,
    ScopeMissingError,
    UnknownKeyError,
)
from playground.api_keys.repository import ApiKeyRepository
from playground.api_keys.schemas import Scope
from playground.api_keys.service import ApiKeyService
from playground.models import ApiKey

ANN = 7


@pytest.fixture
def keys(mocker: MockerFixture) -> Any:
    """A repository without a key, which returns the ones that it is given."""
    fake = mocker.create_autospec(ApiKeyRepository, instance=True)
    fake.find.return_value = fake.find_living.return_value = None
    fake.is_name_taken.return_value = False
    fake.add.side_effect = lambda key: key
    return fake


@pytest.fixture
def service(keys: Any) -> ApiKeyService:
    return ApiKeyService(keys)


async def test_a_key_is_told_and_not_kept(service: ApiKeyService, keys: Any) -> None:
    """What is kept of a key is its hash and what it begins with."""
    made, key = await service.make(ANN, "ci", {Scope.RUN, Scope.READ})

    keys.is_name_taken.assert_awaited_once_with(ANN, "ci")
    keys.add.assert_awaited_once_with(made)
    assert (made.user_id, made.name) == (ANN, "ci")
    assert made.scopes == ["snippets:read", "snippets:run"]
    assert made.key_hash == hashlib.sha256(key.encode()).hexdigest()
    assert (made.start, len(made.start)) == (key[:8], 8)


async def test_keys_cannot_be_guessed(service: ApiKeyService) -> None:
    """Keys are seen to be keys, and differ in 256 bits."""
    made = {(await service.make(ANN, "ci", {Scope.READ}))[1] for _ in range(3)}

    assert [(key[:3], len(key)) for key in made] == [("pg_", 46)] * 3


async def test_a_living_keys_name_is_taken(service: ApiKeyService, keys: Any) -> None:
    """There is no second key of a name, and the message says what to do."""
    keys.is_name_taken.return_value = True

    with pytest.raises(KeyNameTakenError, match=r"^there is a key called ci; revoke it first$"):
        await service.make(ANN, "ci", {Scope.READ})

    keys.add.assert_not_awaited()


async def test_keys_are_listed(service: ApiKeyService, keys: Any) -> None:
    """The list is the user's."""
    keys.list_of.return_value = [key := ApiKey(id=1)]

    assert await service.list_of(ANN) == [key]

    keys.list_of.assert_awaited_once_with(ANN)


async def test_a_revoked_key_has_its_time(
    service: ApiKeyService, keys: Any, frozen_time: Any
) -> None:
    """A key ends now, and revoking it again does not move that."""
    frozen_time.move_to("2026-05-01T12:00")
    keys.find.return_value = key = ApiKey(id=1, user_id=ANN)

    await service.revoke(ANN, 1)
    frozen_time.shift(60)
    await service.revoke(ANN, 1)

    keys.find.assert_awaited_with(1, ANN)
    assert key.revoked_at == datetime(2026, 5, 1, 12, tzinfo=UTC)


async def test_somebody_elses_key_is_not_found(service: ApiKeyService) -> None:
    """A key that is not the user's own cannot be revoked."""
    with pytest.raises(KeyNotFoundError, match=r"^you have no key 1$"):
        await service.revoke(ANN, 1)


async def test_a_key_stands_for_its_user(service: ApiKeyService, keys: Any) -> None:
    """A key is looked for by its hash, and leads to its user."""
    keys.find_living.return_value = ApiKey(user_id=ANN, scopes=["snippets:read", "snippets:run"])

    assert await service.authenticate("pg_key", Scope.RUN) == ANN

    keys.find_living.assert_awaited_once_with(hashlib.sha256(b"pg_key").hexdigest())


async def test_an_unknown_key_opens_nothing(service: ApiKeyService) -> None:
    """What no living key is, is told to be unknown or revoked, and not which."""
    with pytest.raises(UnknownKeyError, match=r"^the API key is unknown or revoked$"):
        await service.authenticate("pg_key", Scope.READ)


async def test_a_key_does_only_what_it_was_made_for(service: ApiKeyService, keys: Any) -> None:
    """A scope that a key has says nothing about another."""
    keys.find_living.return_value = ApiKey(user_id=ANN, scopes=["snippets:read"])

    with pytest.raises(ScopeMissingError, match=r"^the API key was not made for snippets:write$"):
        await service.authenticate("pg_key", Scope.WRITE)
