"""What keeps two transactions on one PostgreSQL database apart. SQLite has one writer anyway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from layerproof.history.database import Database
from layerproof.history.dependencies.accounts import SqlAccountStores
from layerproof.history.migrate import migrate
from layerproof.history.records.people import User
from layerproof.history.settings import HistorySettings
from tests.support.account_contract import ANN_HASH, BO_HASH, NOW, SECOND, add_user

#: Far longer than a statement takes that need not wait.
PATIENCE = 0.3


@pytest.fixture
async def stores(server_settings: HistorySettings) -> AsyncIterator[SqlAccountStores]:
    """Give stores on an empty database."""
    await migrate(server_settings)
    database = Database(server_settings)
    yield SqlAccountStores(database)
    await database.close()


@pytest.fixture
async def ann(stores: SqlAccountStores) -> User:
    """Give a person who is stored."""
    async with stores.writing() as store:
        return await add_user(store)


async def _find_to_change(stores: SqlAccountStores, key: int) -> User | None:
    async with stores.writing() as store:
        return await store.users.find_to_change(key)


async def _lock(stores: SqlAccountStores, *hashes: str) -> str:
    async with stores.writing() as store:
        await store.failures.lock(hashes)
    return "locked"


async def test_who_is_about_to_be_changed_waits(stores: SqlAccountStores, ann: User) -> None:
    """A second transaction gets the person only when the first has ended, and as it left them."""
    async with stores.writing() as store:
        await store.users.find_to_change(ann.key)
        waiting = asyncio.create_task(_find_to_change(stores, ann.key))
        done, _ = await asyncio.wait([waiting], timeout=PATIENCE)
        await store.users.change_password(ann.key, "new")
    found = await waiting
    assert done == set()
    assert found is not None
    assert found.password_hash == "new"


async def test_a_person_is_found_as_they_are_now(stores: SqlAccountStores, ann: User) -> None:
    """Whoever was read before is read again: somebody may have changed them since."""
    async with stores.writing() as store:
        before = await store.users.find(ann.key)
        await _change_password(stores, ann)
        now = await store.users.find_to_change(ann.key)
    assert [user and user.password_hash for user in (before, now)] == ["of ann", "new"]


async def _change_password(stores: SqlAccountStores, user: User) -> None:
    async with stores.writing() as store:
        await store.users.change_password(user.key, "new")


async def test_the_same_subjects_wait(stores: SqlAccountStores) -> None:
    """A lock on a subject is waited for, in whatever order and company it is asked for."""
    async with stores.writing() as store:
        await store.failures.lock([ANN_HASH])
        waiting = asyncio.create_task(_lock(stores, BO_HASH, ANN_HASH))
        done, _ = await asyncio.wait([waiting], timeout=PATIENCE)
    assert (done, await waiting) == (set(), "locked")


async def test_other_subjects_do_not_wait(stores: SqlAccountStores) -> None:
    """A lock on one subject keeps nobody from another one."""
    async with stores.writing() as store:
        await store.failures.lock([ANN_HASH])
        assert await asyncio.wait_for(_lock(stores, BO_HASH), 10) == "locked"


async def test_old_notes_that_somebody_deletes_are_left_to_them(stores: SqlAccountStores) -> None:
    """Two attempts that clean up at once do not wait for each other."""
    async with stores.writing() as store:
        await store.failures.note([ANN_HASH, BO_HASH], NOW)
    async with stores.writing() as store:
        await store.failures.delete_until(NOW)
        await asyncio.wait_for(_delete(stores), 10)
    async with stores.reading() as store:
        assert list(await store.failures.list_since([ANN_HASH, BO_HASH], NOW - SECOND)) == []


async def _delete(stores: SqlAccountStores) -> None:
    async with stores.writing() as store:
        await store.failures.delete_until(NOW)
