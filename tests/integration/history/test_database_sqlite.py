"""How SQLite is opened: what PostgreSQL has no word for."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.database import Database
from layerproof.history.settings import HistorySettings
from tests.support.history import make_settings
from tests.support.history_projects import ADDED

PRAGMAS = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1, "busy_timeout": 30_000}


@pytest.fixture
def settings(tmp_path: Path) -> HistorySettings:
    """Give the settings of a file."""
    return make_settings(tmp_path)


async def _pragmas(session: AsyncSession) -> dict[str, object]:
    return {name: await session.scalar(text(f"PRAGMA {name}")) for name in PRAGMAS}


async def test_every_connection_is_set_up(opened: Database) -> None:
    """Readers and writers have the write-ahead log, foreign keys, and patience."""
    async with opened.read() as reader, opened.write() as writer:
        assert [await _pragmas(reader), await _pragmas(writer)] == [PRAGMAS, PRAGMAS]


async def test_a_writer_is_alone_from_its_start(migrated: HistorySettings) -> None:
    """A second server's writer waits for the first, even if that one has only read so far."""
    hurried = replace(migrated, busy_seconds=0.05)
    first, second = Database(hurried), Database(hurried)
    try:
        async with first.write() as session:
            await session.execute(text("SELECT 1"))
            async with second.write() as other:
                with pytest.raises(OperationalError, match="database is locked"):
                    await other.execute(text("SELECT 1"))
    finally:
        await first.close()
        await second.close()


async def test_writers_queue_in_order(opened: Database) -> None:
    """Writers of one server take their turns in the order in which they came."""
    order: list[int] = []

    async def write(number: int) -> None:
        async with opened.write() as session:
            await session.execute(text(ADDED.format(":n")), {"n": number})
            order.append(number)
            await session.commit()

    async with asyncio.TaskGroup() as tasks:
        for number in range(10):
            tasks.create_task(write(number))
    assert order == list(range(10))
