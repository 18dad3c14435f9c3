"""A migrated SQLite file for each test, and sessions on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.database import Database
from layerproof.history.migrate import migrate
from layerproof.history.settings import HistorySettings
from tests.support.history import make_settings


@pytest.fixture
async def settings(tmp_path: Path) -> HistorySettings:
    """Give the settings of a database that has all its tables."""
    settings = make_settings(tmp_path)
    await migrate(settings)
    return settings


@pytest.fixture
async def database(settings: HistorySettings) -> AsyncIterator[Database]:
    """Give an open database, and close it."""
    database = Database(settings)
    yield database
    await database.close()


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    """Give a session that can write; nothing is committed unless the test does it."""
    async with database.write() as session:
        yield session
