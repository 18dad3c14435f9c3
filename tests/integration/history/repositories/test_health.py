"""The health repository on a real database."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.database import VERSION_TABLE, Database, is_unavailable
from layerproof.history.records.health import Health
from layerproof.history.repositories.health import SqlHealthRepository
from layerproof.history.settings import HistorySettings


async def test_a_migrated_database_says_its_revision(
    session: AsyncSession, settings: HistorySettings
) -> None:
    """The answer is the kind of database and the revision that it is at."""
    kind = settings.database.get_backend_name()
    assert await SqlHealthRepository(session).ask() == Health(kind, "0002")


async def test_a_database_without_tables_is_not_well(opened: Database) -> None:
    """Where the tables are gone, asking fails, and not by a fault of the question."""
    async with opened.write() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(f"DROP TABLE {VERSION_TABLE}")
        with pytest.raises(DBAPIError, match=f"no such table|{VERSION_TABLE}. does not") as caught:
            await SqlHealthRepository(session).ask()
    assert is_unavailable(caught.value)
