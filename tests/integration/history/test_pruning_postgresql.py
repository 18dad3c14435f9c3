"""Tests that are removed and used again at one moment, where both can happen at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.database import Database
from layerproof.history.migrate import migrate
from layerproof.history.repositories.retention import SqlRetentionRepository
from layerproof.history.repositories.runs import SqlRunRepository
from layerproof.history.settings import HistorySettings
from layerproof.history.tables import TestResultRow, TestRow
from tests.factories.reports import make_test
from tests.support.history_projects import add_projects
from tests.support.run_contract import incomplete, make_run, store

PIECE = incomplete(make_run("pieces", tests=[make_test(1)]))


@pytest.fixture
async def opened(server_settings: HistorySettings) -> AsyncIterator[Database]:
    """Give an open history on PostgreSQL, and close it."""
    await migrate(server_settings)
    opened = Database(server_settings)
    yield opened
    await opened.close()


@pytest.fixture
async def project(opened: Database) -> int:
    """Give a project with a run in pieces, and a test that no run has any more."""
    async with opened.write() as session:
        project, _ = await add_projects(session)
        runs = SqlRunRepository(session)
        await store(runs, project, make_run("gone", tests=[make_test(1)]))
        await runs.remove(project, "gone")
        await store(runs, project, incomplete(make_run("pieces", tests=[])))
        await session.commit()
    return project


async def use_test(session: AsyncSession, project: int) -> None:
    """Store a piece that has the test, and leave it to the caller when that is committed."""
    runs = SqlRunRepository(session)
    run = await runs.lock(project, "pieces")
    assert run is not None
    await runs.replace(project, run.key, PIECE)


async def remove_tests(session: AsyncSession, project: int) -> int:
    """Remove what seems unused."""
    repository = SqlRetentionRepository(session)
    unused = await repository.list_unused_tests(project, after=0, limit=10)
    assert len(unused) == 1
    return await repository.remove_tests(project, unused)


async def count_of(opened: Database) -> tuple[int, int]:
    """Return how many tests and results there are."""
    async with opened.read() as session:
        counts = [
            (await session.execute(select(func.count()).select_from(kind))).scalar_one()
            for kind in (TestRow, TestResultRow)
        ]
    return counts[0], counts[1]


async def test_a_project_that_is_written_to_is_left_alone(opened: Database, project: int) -> None:
    """While somebody stores results no test is removed, and nobody waits for it."""
    async with opened.write() as pushing, opened.write() as pruning, asyncio.timeout(10):
        await use_test(pushing, project)
        assert await remove_tests(pruning, project) == 0
        await pruning.commit()
        await pushing.commit()
    assert await count_of(opened) == (1, 1)


async def test_results_wait_for_tests_that_are_being_removed(
    opened: Database, project: int
) -> None:
    """Whoever stores results while tests are removed makes those anew that he has to name."""
    async with opened.write() as pushing, opened.write() as pruning, asyncio.timeout(10):
        assert await remove_tests(pruning, project) == 1
        using = asyncio.create_task(use_test(pushing, project))
        done, _ = await asyncio.wait([using], timeout=0.3)
        assert done == set()
        await pruning.commit()
        await using
        await pushing.commit()
    assert await count_of(opened) == (1, 1)


async def test_pieces_of_one_run_wait_for_each_other(opened: Database, project: int) -> None:
    """Who has locked a run has it alone until its transaction ends; other runs are free."""
    async with opened.write() as first, opened.write() as second, asyncio.timeout(10):
        assert await SqlRunRepository(first).lock(project, "pieces") is not None
        assert await SqlRunRepository(second).lock(project, "none") is None
        locking = asyncio.create_task(SqlRunRepository(second).lock(project, "pieces"))
        done, _ = await asyncio.wait([locking], timeout=0.3)
        assert done == set()
        await first.rollback()
        assert (await locking) is not None
