"""Bringing a PostgreSQL database up to date: servers, rights and drivers."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection

from layerproof.history.errors.problem import DatabaseUnfitError
from layerproof.history.migrate import migrate, run_migration, upgrade
from layerproof.history.settings import HistorySettings, read_settings
from tests.support.history import begun_with, execute
from tests.support.history_fixtures import EMPTYING


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
async def test_a_server_that_is_not_there(tmp_path: Path, driver: str) -> None:
    """A PostgreSQL server that does not answer is told without its password."""
    pytest.importorskip(driver)
    url = f"postgresql+{driver}://user:secret@127.0.0.1:1/runs"
    settings = read_settings(url, {}, folder=tmp_path)
    with pytest.raises(DatabaseUnfitError, match=r"@127.0.0.1:1/runs cannot be used: ") as caught:
        await migrate(settings)
    assert "secret" not in caught.value.explain()


@pytest.mark.parametrize("driver", ["unknown", "pg8000"])
async def test_a_driver_that_does_not_fit(tmp_path: Path, driver: str) -> None:
    """A driver that is unknown, not installed or not async is named, with the one to take."""
    settings = read_settings(f"postgresql+{driver}://h/runs", {}, folder=tmp_path)
    with pytest.raises(DatabaseUnfitError, match=f"driver '{driver}' cannot be used") as caught:
        await migrate(settings)
    assert "psycopg" in caught.value.advice


@pytest.fixture
def settings(server_settings: HistorySettings) -> HistorySettings:
    """Give the settings of a database on a server."""
    return server_settings


async def test_a_database_that_is_not_there(settings: HistorySettings) -> None:
    """A server without that database says so, in its own words."""
    wrong = replace(settings, database=settings.database.set(database="nowhere"))
    with pytest.raises(DatabaseUnfitError, match='database "nowhere" does not exist'):
        await migrate(wrong)


@pytest.mark.isolation("clone")
async def test_a_user_who_may_not_make_tables(settings: HistorySettings) -> None:
    """A user without the right to make tables is told so."""
    execute(settings, *EMPTYING, "GRANT USAGE ON SCHEMA public TO PUBLIC")
    with pytest.raises(DatabaseUnfitError, match="cannot be used: permission denied for schema"):
        await migrate(begun_with(settings, role="pg_monitor"))


@pytest.mark.isolation("clone")
async def test_a_step_is_undone_whole(settings: HistorySettings) -> None:
    """What a migration did before it failed is not there: the server undoes tables as well."""
    execute(settings, *EMPTYING)

    def step(connection: Connection) -> None:
        upgrade(connection)
        connection.exec_driver_sql("SELECT 1 / 0")

    with pytest.raises(DatabaseUnfitError, match="division by zero"):
        await run_migration(settings, step)
    assert execute(settings, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


async def test_a_second_server_waits_for_the_first(settings: HistorySettings) -> None:
    """While one server migrates, another one that starts is not let in."""
    hurried = begun_with(settings, lock_timeout="50ms")

    with ThreadPoolExecutor(1) as threads:

        def start_another(_: Connection) -> None:
            threads.submit(asyncio.run, migrate(hurried)).result(timeout=20)

        with pytest.raises(DatabaseUnfitError, match="due to lock timeout"):
            await run_migration(settings, start_another)
