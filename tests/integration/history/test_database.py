"""What holds for an open history on each kind of database."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.database import Database
from tests.support.history_projects import ADDED


async def test_foreign_keys_hold(session: AsyncSession) -> None:
    """A row that refers to nothing is refused."""
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        await session.execute(text("INSERT INTO run_documents VALUES (7, '')"))


async def test_readers_are_not_held_up_by_a_writer(opened: Database) -> None:
    """While somebody writes, others read what was there before."""
    async with opened.write() as writer, opened.read() as reader:
        await writer.execute(text(ADDED.format("'new'")))
        assert await reader.scalar(text("SELECT count(*) FROM server_secrets")) == 0


async def test_a_savepoint_is_undone_with_its_transaction(opened: Database) -> None:
    """What a released savepoint wrote is gone when the transaction around it is rolled back."""
    async with opened.write() as session:
        async with session.begin_nested():
            await session.execute(text(ADDED.format("'nested'")))
        await session.rollback()
        assert await session.scalar(text("SELECT count(*) FROM server_secrets")) == 0
