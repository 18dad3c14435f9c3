"""Bringing a database up to date when a server starts, on each kind of database."""

from __future__ import annotations

import pytest
from sqlalchemy import NullPool, create_engine, inspect

from layerproof.history.database import VERSION_TABLE
from layerproof.history.errors.problem import DatabaseUnfitError
from layerproof.history.migrate import migrate
from layerproof.history.settings import HistorySettings
from tests.support.history import execute, sync_address
from tests.support.history_projects import ADDED


def _tables(settings: HistorySettings) -> list[str]:
    engine = create_engine(sync_address(settings), poolclass=NullPool)
    return inspect(engine).get_table_names()


async def test_migrating_twice_changes_nothing(migrated: HistorySettings) -> None:
    """A database that is up to date stays as it is."""
    execute(migrated, ADDED.format("'kept'"))
    await migrate(migrated)
    assert execute(migrated, "SELECT name FROM server_secrets") == [("kept",)]


@pytest.mark.isolation("clone")
async def test_a_database_of_a_newer_layerproof(migrated: HistorySettings) -> None:
    """A revision that this code does not know is refused by name, and left alone."""
    execute(migrated, f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    with pytest.raises(
        DatabaseUnfitError, match=r"at revision 9999, .* does not know \(newest: 0002\)"
    ):
        await migrate(migrated)
    assert execute(migrated, f"SELECT * FROM {VERSION_TABLE}") == [("9999",)]


async def test_a_database_of_somebody_else(new_settings: HistorySettings) -> None:
    """A database with a table of ours that we did not make is refused, and left alone."""
    execute(new_settings, "CREATE TABLE runs (speed REAL)")
    with pytest.raises(DatabaseUnfitError, match="table 'runs' that Layerproof did not make"):
        await migrate(new_settings)
    assert _tables(new_settings) == ["runs"]


async def test_a_database_beside_other_tables(new_settings: HistorySettings) -> None:
    """Tables with other names do not matter."""
    execute(new_settings, "CREATE TABLE orders (id INTEGER)")
    await migrate(new_settings)
    assert execute(new_settings, "SELECT count(*) FROM orders, runs") == [(0,)]
