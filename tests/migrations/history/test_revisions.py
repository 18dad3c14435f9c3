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
from layerproof.history.repositories.local_projects import SqlLocalProjectRepository
from layerproof.history.repositories.runs import SqlRunRepository
from layerproof.history.services.local_projects import LocalProjectService
from layerproof.history.services.pushes import PushService
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
    # As SQLite understands it: a table that was made anew has another text, which means the same.
    "sqlite": f"""
        SELECT m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk
        FROM sqlite_master m, pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name <> '{VERSION_TABLE}'
        UNION ALL
        SELECT m.name, f."table", f."from", f."to", f.on_delete, NULL
        FROM sqlite_master m, pragma_foreign_key_list(m.name) f
        WHERE m.type = 'table' AND m.name <> '{VERSION_TABLE}'
        UNION ALL
        SELECT m.name, i."unique", i.origin, i.partial,
               (SELECT group_concat(name) FROM pragma_index_info(i.name)),
               CASE i.origin WHEN 'c' THEN i.name END
        FROM sqlite_master m, pragma_index_list(m.name) i
        WHERE m.type = 'table' AND m.name <> '{VERSION_TABLE}'
    """,
    "postgresql": f"""
        SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull,
               pg_get_expr(adbin, adrelid)
        FROM pg_class
        JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
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


#: Two projects whose names look alike, and a run of each, as the first revision keeps them.
FIRST_ROWS = (
    "INSERT INTO projects (id, name) VALUES (1, 'My Shop'), (2, 'my-shop'), (3, '日本')",
    """
    INSERT INTO runs (id, run_id, project_id, created_at, received_at, "commit", branch, dirty,
        ruling, exit_code, partial, branch_coverage, schema_version, tool_version, digest, notes)
    SELECT id, 'run-' || id, id, '2026-11-01 12:00:00', '2026-11-01 12:00:00', 'c', 'main', false,
        'kept', 0, false, false, 1, '0.1.0', 'd', '[]'
    FROM projects
    """,
    """
    INSERT INTO tests (id, project_id, name_hash, suite, nodeid)
    SELECT id, id, {hash}, 'unit', 'test_' || id FROM projects
    """,
    """
    INSERT INTO test_results (run_id, position, test_id, part, result, seconds, message)
    SELECT id, 0, id, 'unit', 'passed', 0.5, '' FROM runs
    """,
)


def _first_rows(settings: HistorySettings) -> list[str]:
    on_sqlite = settings.database.get_backend_name() == "sqlite"
    written = "x'00'" if on_sqlite else "'\\x00'::bytea"
    return [statement.format(hash=written) for statement in FIRST_ROWS]


async def test_rows_of_the_first_revision_belong_to_this_machine(
    new_settings: HistorySettings,
) -> None:
    """Projects get the local organization and names for addresses, runs stay as they were."""
    await _go(new_settings, "0001")
    execute(new_settings, *_first_rows(new_settings))
    await migrate(new_settings)
    projects = execute(
        new_settings,
        "SELECT p.id, o.slug, p.slug, p.name, p.main_branch, p.keep_runs "
        "FROM projects p JOIN organizations o ON o.id = p.organization_id ORDER BY p.id",
    )
    results = execute(
        new_settings,
        "SELECT r.run_id, r.complete, r.pieces, t.result, t.variant, t.retries "
        "FROM runs r JOIN test_results t ON t.run_id = r.id ORDER BY r.id",
    )
    assert projects == [
        (1, "local", "my-shop", "My Shop", "main", None),
        (2, "local", "my-shop-2", "my-shop", "main", None),
        (3, "local", "project", "日本", "main", None),
    ]
    assert results == [(f"run-{key}", True, 0, "passed", "", 0) for key in (1, 2, 3)]


async def test_going_back_keeps_the_rows(new_settings: HistorySettings) -> None:
    """What fits the first revision is there again after a step back."""
    await _go(new_settings, "0001")
    execute(new_settings, *_first_rows(new_settings))
    tables = ("projects", "runs", "tests", "test_results")
    before = [execute(new_settings, f"SELECT * FROM {name} ORDER BY 1") for name in tables]
    await migrate(new_settings)
    await _go(new_settings, "0001", back=True)
    after = [execute(new_settings, f"SELECT * FROM {name} ORDER BY 1") for name in tables]
    assert [sorted(map(repr, rows)) for rows in after] == [
        sorted(map(repr, rows)) for rows in before
    ]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("UPDATE projects SET name = 'My Shop', organization_id = 2 WHERE id = 2", "a name"),
        ("UPDATE runs SET run_id = 'run-1' WHERE id = 2", "a run_id"),
    ],
)
async def test_what_no_longer_fits_is_not_taken_back(
    new_settings: HistorySettings, second: str, said: str
) -> None:
    """A step back that would lose rows is refused, and nothing is changed."""
    await _go(new_settings, "0001")
    execute(new_settings, *_first_rows(new_settings))
    await migrate(new_settings)
    added = "INSERT INTO organizations VALUES (2, 'two', 'Two', '2026-11-01 12:00:00')"
    execute(new_settings, added, second)
    before = _schema(new_settings)
    with pytest.raises(ValueError, match=f"of two organizations share {said}"):
        await _go(new_settings, "0001", back=True)
    assert _schema(new_settings) == before


async def _push_and_read(settings: HistorySettings, document: object) -> tuple[object, object]:
    database = Database(settings)
    try:
        async with database.write() as session:
            repository = SqlRunRepository(session)
            pushes = PushService(
                repository, LocalProjectService(SqlLocalProjectRepository(session))
            )
            pushed = await pushes.push(None, json.dumps(document).encode())
            runs = RunService(repository)
            found = (
                await runs.detail(pushed.project, "kept"),
                await runs.document(pushed.project, "kept"),
            )
            await session.commit()
            return found
    finally:
        await database.close()
