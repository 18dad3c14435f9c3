"""What keeps two transactions on one PostgreSQL database apart. SQLite has one writer anyway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from layerproof.history.database import Database
from layerproof.history.dependencies.accounts import SqlAccountStores
from layerproof.history.migrate import migrate
from layerproof.history.records.people import User
from layerproof.history.repositories.users import SqlUserRepository
from layerproof.history.settings import HistorySettings
from layerproof.history.tables import UserRow
from tests.support.account_contract import ANN_HASH, BO_HASH, NOW, SECOND, add_user

#: Far longer than a statement takes that need not wait.
PATIENCE = 0.3


@pytest.fixture
async def opened(server_settings: HistorySettings) -> AsyncIterator[Database]:
    """Give an open, empty database."""
    await migrate(server_settings)
    database = Database(server_settings)
    yield database
    await database.close()


@pytest.fixture
def stores(opened: Database) -> SqlAccountStores:
    """Give stores on an empty database."""
    return SqlAccountStores(opened)


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


async def test_a_person_is_found_as_they_are_now(
    opened: Database, stores: SqlAccountStores, ann: User
) -> None:
    """Whoever was read before is read again: somebody may have changed them since."""
    async with opened.write() as session:
        row = await session.get_one(UserRow, ann.key)
        await _change_password(stores, ann)
        found = await SqlUserRepository(session).find_to_change(ann.key)
        assert found is not None
        assert (found.password_hash, row.password_hash) == ("new", "new")


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


async def test_locks_are_taken_in_one_order(stores: SqlAccountStores) -> None:
    """However those who lock name the same subjects, none of them ends in a deadlock."""
    ways = [[ANN_HASH, BO_HASH], [BO_HASH, ANN_HASH]]
    locking = [_lock(stores, *ways[number % 2]) for number in range(40)]
    assert await asyncio.gather(*locking) == ["locked"] * 40


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
