"""A migrated database for each test, on each kind of database, and sessions on it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.database import Database
from layerproof.history.migrate import migrate
from layerproof.history.settings import HistorySettings
from tests.support.history_fixtures import new_settings, server_settings, settings

__all__ = ["migrated", "new_settings", "opened", "server_settings", "session", "settings"]


@pytest.fixture
async def migrated(settings: HistorySettings) -> HistorySettings:
    """Give the settings of a database that has all its tables."""
    await migrate(settings)
    return settings


@pytest.fixture
async def opened(migrated: HistorySettings) -> AsyncIterator[Database]:
    """Give an open history, and close it."""
    opened = Database(migrated)
    yield opened
    await opened.close()


@pytest.fixture
async def session(opened: Database) -> AsyncIterator[AsyncSession]:
    """Give a session that can write; nothing is committed unless the test does it."""
    async with opened.write() as session:
        yield session
