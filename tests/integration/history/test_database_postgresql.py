"""How PostgreSQL is opened: the same on whatever server, database and role it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.database import Database, is_unavailable
from layerproof.history.migrate import migrate
from layerproof.history.repositories.runs import SqlRunRepository
from layerproof.history.settings import HistorySettings
from tests.factories.reports import make_counts, make_layer
from tests.support.history import begun_with, execute
from tests.support.history_projects import add_projects
from tests.support.run_contract import RECEIVED, RunRepositoryContract, make_run, store

WANTED = {
    "default_transaction_isolation": "read committed",
    "transaction_isolation": "read committed",
    "lock_timeout": "30s",
}

#: What an administrator may have set for a role or a database, each apart from the usual.
_ODD = {
    "default_transaction_isolation": "serializable",
    "timezone": "Asia/Kathmandu",
    "datestyle": "German",
    "intervalstyle": "sql_standard",
    "bytea_output": "escape",
    "extra_float_digits": "-5",
    "lock_timeout": "1ms",
}


@pytest.fixture
def settings(server_settings: HistorySettings) -> HistorySettings:
    """Give the settings of a database on a server."""
    return server_settings


@pytest.fixture
async def odd(settings: HistorySettings) -> AsyncIterator[Database]:
    """Give a history on a database whose sessions begin otherwise."""
    odd = Database(begun_with(settings, **_ODD))
    yield odd
    await odd.close()


async def _shown(session: AsyncSession) -> dict[str, object]:
    return {name: await session.scalar(text(f"SHOW {name}")) for name in WANTED}


async def test_every_connection_is_set_up(odd: Database) -> None:
    """Whatever its session began with, transactions see what others commit and wait for locks."""
    async with odd.read() as reader, odd.write() as writer:
        assert [await _shown(reader), await _shown(writer)] == [WANTED, WANTED]


class TestOddDatabase(RunRepositoryContract):
    """The contract of repositories, where sessions begin otherwise."""

    @pytest.fixture
    async def repository(self, odd: Database) -> AsyncIterator[SqlRunRepository]:
        """Give the repository on a session."""
        async with odd.write() as session:
            yield SqlRunRepository(session)

    @pytest.fixture
    async def projects(self, odd: Database) -> tuple[int, int]:
        """Give two projects, which another session has committed."""
        async with odd.write() as session:
            keys = await add_projects(session)
            await session.commit()
        return keys


@pytest.mark.isolation("clone")
async def test_suites_are_told_in_one_order(
    settings: HistorySettings, session: AsyncSession
) -> None:
    """The shares of suites stand by code points, whatever order the database brings them in."""
    # Without the index they come as they were stored; with it, in the order of its collation.
    execute(settings, "ALTER TABLE run_layer_suites DROP CONSTRAINT pk_run_layer_suites")
    names = ["b", "ä", "a", "B", "_"]
    layer = make_layer("service") | {"by_suite": {name: make_counts(2, 1) for name in names}}
    repository = SqlRunRepository(session)
    project, _ = await add_projects(session)
    await store(repository, project, make_run("sorted", layers=[layer]))
    detail = await repository.find_detail(project, "sorted")
    assert detail is not None
    assert list(detail.layers[0].by_suite) == ["B", "_", "a", "b", "ä"]


async def test_a_writer_does_not_wait_for_ever(migrated: HistorySettings) -> None:
    """A writer gives up after its patience, and says that it may be tried again."""
    hurried = Database(replace(migrated, busy_seconds=0.05))
    try:
        async with hurried.write() as session:
            project, _ = await add_projects(session)
            await session.commit()
        async with hurried.write() as first, hurried.write() as second:
            await store(SqlRunRepository(first), project, make_run("same"))
            with pytest.raises(DBAPIError, match="lock timeout") as caught:
                await SqlRunRepository(second).add(project, make_run("same"), received_at=RECEIVED)
    finally:
        await hurried.close()
    assert is_unavailable(caught.value)


async def test_a_connection_that_was_cut_is_replaced(
    migrated: HistorySettings, opened: Database
) -> None:
    """After a restart of the server, the first question is answered as if nothing had been."""
    async with opened.read() as session:
        process = await session.scalar(text("SELECT pg_backend_pid()"))
    execute(migrated, f"SELECT pg_terminate_backend({process}, 5000)")
    async with opened.read() as session:
        assert await session.scalar(text("SELECT pg_backend_pid()")) != process


async def test_the_other_driver(settings: HistorySettings) -> None:
    """With asyncpg a history is migrated, opened, set up and filled just as well."""
    other = replace(settings, database=settings.database.set(drivername="postgresql+asyncpg"))
    await migrate(other)
    opened = Database(other)
    run = make_run("asyncpg", ruling="broken")
    try:
        async with opened.write() as session:
            assert await _shown(session) == WANTED
            project, _ = await add_projects(session)
            await store(SqlRunRepository(session), project, run)
            detail = await SqlRunRepository(session).find_detail(project, "asyncpg")
    finally:
        await opened.close()
    assert detail is not None
    assert (detail.run.facts, list(detail.suites)) == (run.facts, list(run.suites))
