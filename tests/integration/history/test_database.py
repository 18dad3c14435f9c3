"""How SQLite is opened."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.database import Database
from layerproof.history.settings import HistorySettings

PRAGMAS = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1, "busy_timeout": 30_000}


async def _pragmas(session: AsyncSession) -> dict[str, object]:
    return {name: await session.scalar(text(f"PRAGMA {name}")) for name in PRAGMAS}


async def test_every_connection_is_set_up(database: Database) -> None:
    """Readers and writers have the write-ahead log, foreign keys, and patience."""
    async with database.read() as reader, database.write() as writer:
        assert [await _pragmas(reader), await _pragmas(writer)] == [PRAGMAS, PRAGMAS]


async def test_foreign_keys_hold(session: AsyncSession) -> None:
    """A row that refers to nothing is refused."""
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        await session.execute(text("INSERT INTO run_documents VALUES (7, x'00')"))


async def test_a_writer_is_alone_from_its_start(settings: HistorySettings) -> None:
    """A second server's writer waits for the first, even if that one has only read so far."""
    hurried = replace(settings, busy_seconds=0.05)
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


async def test_readers_are_not_held_up_by_a_writer(database: Database) -> None:
    """While somebody writes, others read what was there before."""
    async with database.write() as writer, database.read() as reader:
        await writer.execute(text("INSERT INTO projects (name) VALUES ('new')"))
        assert await reader.scalar(text("SELECT count(*) FROM projects")) == 0


async def test_a_savepoint_is_undone_with_its_transaction(database: Database) -> None:
    """What a released savepoint wrote is gone when the transaction around it is rolled back."""
    async with database.write() as session:
        async with session.begin_nested():
            await session.execute(text("INSERT INTO projects (name) VALUES ('nested')"))
        await session.rollback()
        assert await session.scalar(text("SELECT count(*) FROM projects")) == 0


async def test_writers_queue_in_order(database: Database) -> None:
    """Writers of one server take their turns in the order in which they came."""
    order: list[int] = []

    async def write(number: int) -> None:
        async with database.write() as session:
            await session.execute(text("INSERT INTO projects (name) VALUES (:n)"), {"n": number})
            order.append(number)
            await session.commit()

    async with asyncio.TaskGroup() as tasks:
        for number in range(10):
            tasks.create_task(write(number))
    assert order == list(range(10))
