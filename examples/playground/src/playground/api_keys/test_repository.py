"""API keys against a database."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from playground.api_keys.repository import ApiKeyRepository
from playground.models import ApiKey, User
from tests.factories import ApiKeyFactory, hash_of


@pytest.fixture
def keys(async_db: AsyncSession) -> ApiKeyRepository:
    return ApiKeyRepository(async_db)


async def test_a_stored_key_is_found_by_its_owner(
    keys: ApiKeyRepository, ann: User, bob: User
) -> None:
    """A key gets an id, by which its owner finds it and nobody else does."""
    made = ApiKey(user_id=ann.id, name="ci", start="pg_12345", key_hash="-", scopes=["a", "b"])
    stored = await keys.add(made)

    assert await keys.find(stored.id, ann.id) is stored
    assert await keys.find(stored.id, bob.id) is None
    assert await keys.find(stored.id + 1, ann.id) is None


async def test_scopes_come_back_in_order(keys: ApiKeyRepository, async_db: AsyncSession) -> None:
    """What a key was made for is read back as it was stored."""
    key = await ApiKeyFactory.create(scopes=["b", "a"])
    async_db.expunge_all()

    found = await keys.find(key.id, key.user_id)

    assert found is not None
    assert found.scopes == ["b", "a"]


async def test_keys_are_listed_newest_first(keys: ApiKeyRepository, ann: User, bob: User) -> None:
    """A list holds one's own keys, revoked ones too."""
    older = await ApiKeyFactory.create(user=ann, revoked=True)
    newer = await ApiKeyFactory.create(user=ann)
    await ApiKeyFactory.create(user=bob)

    assert await keys.list_of(ann.id) == [newer, older]


async def test_only_living_keys_open(keys: ApiKeyRepository) -> None:
    """A key is found by its hash until it is revoked."""
    living = await ApiKeyFactory.create(key="pg_living")
    await ApiKeyFactory.create(key="pg_revoked", revoked=True)

    assert await keys.find_living(hash_of("pg_living")) is living
    assert await keys.find_living(hash_of("pg_revoked")) is None
    assert await keys.find_living("pg_living") is None


async def test_a_name_is_taken_by_a_living_key(
    keys: ApiKeyRepository, ann: User, bob: User
) -> None:
    """One's own living keys hold their names; those of others and revoked ones do not."""
    await ApiKeyFactory.create(user=ann, name="living")
    await ApiKeyFactory.create(user=ann, name="revoked", revoked=True)

    assert await keys.is_name_taken(ann.id, "living")
    assert not await keys.is_name_taken(ann.id, "revoked")
    assert not await keys.is_name_taken(bob.id, "living")


async def test_the_database_keeps_names_apart(ann: User) -> None:
    """A second living key of the name is refused; beside revoked ones there may be one."""
    await ApiKeyFactory.create_batch(2, user=ann, name="ci", revoked=True)
    await ApiKeyFactory.create(user=ann, name="ci")

    with pytest.raises(IntegrityError, match="UNIQUE constraint failed"):
        await ApiKeyFactory.create(user=ann, name="ci")
