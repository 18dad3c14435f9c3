"""The revisions of the history's database: forward, back, and equal to the tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from layerproof.history.database import VERSION_TABLE, Database
from layerproof.history.migrate import SCRIPTS, configure, migrate, run_migration
from layerproof.history.repositories.runs import SqlRunRepository
from layerproof.history.services.runs import RunService
from layerproof.history.settings import HistorySettings
from layerproof.history.tables import metadata
from tests.factories.reports import make_report
from tests.support.history import execute, make_settings


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(SCRIPTS))


REVISIONS = [script.revision for script in reversed(list(_scripts().walk_revisions()))]


async def _go(settings: HistorySettings, revision: str, *, back: bool = False) -> None:
    def step(connection: Connection) -> None:
        move = command.downgrade if back else command.upgrade
        move(configure(connection), revision)

    await run_migration(settings, step)


_DEFINITIONS = {
    "sqlite": f"""
        SELECT name, sql FROM sqlite_master
        WHERE sql IS NOT NULL AND name <> '{VERSION_TABLE}'
    """,
    "postgresql": f"""
        SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull,
               pg_get_expr(adbin, adrelid)
        FROM pg_class
        JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE '{VERSION_TABLE}%%'
        UNION ALL
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), NULL, NULL
        FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conname NOT LIKE '{VERSION_TABLE}%%'
    """,
}


def _schema(settings: HistorySettings) -> set[tuple[object, ...]]:
    return set(execute(settings, _DEFINITIONS[settings.database.get_backend_name()]))


def test_there_is_one_head() -> None:
    """The revisions are one line."""
    assert _scripts().get_heads() == [REVISIONS[-1]]


async def test_the_tables_are_what_the_revisions_make(new_settings: HistorySettings) -> None:
    """After every revision the database is what the code's tables say, types included."""
    await migrate(new_settings)
    found: list[object] = []

    def compare(connection: Connection) -> None:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        found.extend(compare_metadata(context, metadata))

    await run_migration(new_settings, compare)
    assert found == []


@pytest.mark.parametrize("revision", REVISIONS)
async def test_each_revision_goes_back_and_forward(
    new_settings: HistorySettings, revision: str
) -> None:
    """A revision that is undone leaves the one before it, and done again gives the same."""
    before = REVISIONS[REVISIONS.index(revision) - 1] if revision != REVISIONS[0] else None
    if before:
        await _go(new_settings, before)
    else:
        await run_migration(new_settings, lambda _: None)
    earlier = _schema(new_settings)
    await _go(new_settings, revision)
    later = _schema(new_settings)
    await _go(new_settings, before or "base", back=True)
    assert _schema(new_settings) == earlier
    await _go(new_settings, revision)
    assert _schema(new_settings) == later != earlier


async def test_results_are_kept_by_run_alone(tmp_path: Path) -> None:
    """On SQLite the largest table has no second tree for row numbers."""
    settings = make_settings(tmp_path)
    await migrate(settings)
    query = "SELECT sql FROM sqlite_master WHERE name = 'test_results'"
    [(sql,)] = execute(settings, query)
    assert str(sql).split()[-2:] == ["WITHOUT", "ROWID"]


async def test_data_survives_another_start(new_settings: HistorySettings) -> None:
    """What was stored is given as before after the database has been brought up to date again."""
    document = make_report(run_id="kept", ruling="broken")
    await migrate(new_settings)
    before = await _push_and_read(new_settings, document)
    await migrate(new_settings)
    assert await _push_and_read(new_settings, document) == before


async def _push_and_read(settings: HistorySettings, document: object) -> tuple[object, object]:
    database = Database(settings)
    try:
        async with database.write() as session:
            runs = RunService(SqlRunRepository(session))
            await runs.push(json.dumps(document).encode())
            found = await runs.detail("kept"), await runs.document("kept")
            await session.commit()
            return found
    finally:
        await database.close()
