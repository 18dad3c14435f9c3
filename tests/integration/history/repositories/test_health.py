"""The health repository on a real database."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.database import VERSION_TABLE, Database
from layerproof.history.records import Health
from layerproof.history.repositories.health import SqlHealthRepository


async def test_a_migrated_database_says_its_revision(session: AsyncSession) -> None:
    """The answer is the kind of database and the revision that it is at."""
    assert await SqlHealthRepository(session).ask() == Health("sqlite", "0001")


async def test_a_database_without_tables_is_not_well(database: Database) -> None:
    """Where the tables are gone, asking fails."""
    async with database.write() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(f"DROP TABLE {VERSION_TABLE}")
        with pytest.raises(OperationalError, match="no such table"):
            await SqlHealthRepository(session).ask()
