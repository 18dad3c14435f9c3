"""SQLite as it is set up, by the application for production and by Layerproof for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from playground.database import make_engine, make_migration_engine

#: Names and what SQLite answers; ``synchronous`` answers NORMAL with 1.
EXPECTED = {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 20_000, "synchronous": 1}


@pytest.fixture
async def production_engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """An engine as the application makes its own, on a new file."""
    engine = make_engine(f"sqlite+aiosqlite:///{tmp_path / 'playground.db'}")
    yield engine
    await engine.dispose()


async def read_pragmas(engine: AsyncEngine) -> dict[str, object]:
    async with engine.connect() as connection:
        return {name: await connection.scalar(text(f"PRAGMA {name}")) for name in EXPECTED}


async def test_production_sets_every_pragma(production_engine: AsyncEngine) -> None:
    """The application's connections are in WAL mode, hold references, and wait for locks."""
    assert await read_pragmas(production_engine) == EXPECTED


async def test_every_connection_is_set_up(production_engine: AsyncEngine) -> None:
    """All PRAGMAs but the journal's mode are the connection's: a second one has them, too."""
    async with production_engine.connect():
        assert await read_pragmas(production_engine) == EXPECTED


async def test_tests_run_on_what_production_has(async_engine: AsyncEngine) -> None:
    """The tests' database is set up like production, so that what passes here passes there."""
    assert await read_pragmas(async_engine) == EXPECTED


def test_migrations_replace_tables_without_following_references(tmp_path: Path) -> None:
    """Migrations have foreign keys off, and everything else as the application has it."""
    engine = make_migration_engine(f"sqlite+aiosqlite:///{tmp_path / 'playground.db'}")
    with engine.connect() as connection:
        got = {name: connection.scalar(text(f"PRAGMA {name}")) for name in EXPECTED}
    engine.dispose()

    assert got == {**EXPECTED, "foreign_keys": 0}
