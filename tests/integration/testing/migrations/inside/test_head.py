"""The upgrade from nothing, and the models against what it makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.testing.migrations.values import MODELS_IMPORTED, MODELS_MATCH, UPGRADE, Gap
from tests.support.migrating_backends import (
    ASYNC,
    GOOD,
    MODELS,
    SYNC,
    ask,
    problems,
    revision,
    write_backend,
)

ENGINES = ["sqlite", "postgresql"]
SECOND = "op.add_column('users', sa.Column('name', sa.String(20), server_default='nobody'))"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("connect", [SYNC, ASYNC], ids=["sync", "async"])
def test_a_sound_backend_is_found_sound(tmp_path: Path, engine: str, connect: str) -> None:
    """With a sync or an async env.py nothing is found, and nothing left out."""
    write_backend(tmp_path, GOOD, models=MODELS, connect=connect)
    found = ask(tmp_path, engine, UPGRADE)
    assert (found.findings, found.gaps) == ((), ())
    assert found.order == {"0001": 0, "0002": 1}


@pytest.mark.parametrize("engine", ENGINES)
def test_an_upgrade_that_fails_is_named_in_the_words_of_the_database(
    tmp_path: Path, engine: str
) -> None:
    """The revision, its file, the reason and the statement are told; the models wait."""
    bad = revision("0003", "0002", "op.execute('INSERT INTO nowhere VALUES (1)')", "pass")
    write_backend(tmp_path, GOOD, bad, models=MODELS)
    found = ask(tmp_path, engine, UPGRADE)
    said = problems(found, UPGRADE)
    assert len(said) == 1
    assert said[0].startswith("0003: the upgrade from nothing failed here: ")
    assert said[0].endswith("[INSERT INTO nowhere VALUES (1)]")
    assert next(one.file for one in found.findings) == "migrations/versions/0003.py"
    assert problems(found, MODELS_MATCH) == ["not looked at, since the upgrade failed"]


@pytest.mark.parametrize("engine", ENGINES)
def test_differences_between_models_and_migrations_are_lines(tmp_path: Path, engine: str) -> None:
    """A column, a type, a default, an index and a table that differ are told one by one."""
    models = MODELS.replace("sa.String(40)", "sa.String(60)") + (
        'sa.Index("ix_users_email", metadata.tables["users"].c.email)\n'
        'sa.Table("notes", metadata, sa.Column("id", sa.Integer, primary_key=True))\n'
    )
    write_backend(tmp_path, GOOD, revision("0003", "0002", SECOND, "pass"), models=models)
    found = problems(ask(tmp_path, engine, MODELS_MATCH), MODELS_MATCH)
    assert [sorted(line.strip() for line in one.splitlines()) for one in found] == [
        [
            "column users.email: type is VARCHAR(40) in the database, VARCHAR(60) in the models",
            "column users.name (VARCHAR(length=20)) is in the database alone",
            "index ix_users_email on users (email) is in the models alone",
            "table notes is in the models alone",
            "the models say otherwise than the migrations make (4):",
        ]
    ]


def test_a_default_of_the_server_counts(tmp_path: Path) -> None:
    """A default that only the migration sets is a difference, though Alembic would not look."""
    models = MODELS.replace(
        'sa.Column("email", sa.String(40), nullable=False)',
        'sa.Column("email", sa.String(40), nullable=False), sa.Column("name", sa.String(20))',
    )
    write_backend(tmp_path, GOOD, revision("0003", "0002", SECOND, "pass"), models=models)
    found = problems(ask(tmp_path, "sqlite", MODELS_MATCH), MODELS_MATCH)
    assert [one.splitlines()[1:] for one in found] == [
        ["    column users.name: default is 'nobody' in the database, None in the models"]
    ]


def test_options_of_env_py_count(tmp_path: Path) -> None:
    """What env.py leaves out of the comparison is not compared."""
    options = "compare_server_default=False, include_object=lambda o, name, *_: name != 'name'"
    write_backend(
        tmp_path,
        GOOD,
        revision("0003", "0002", SECOND, "pass"),
        models=MODELS,
        options=options,
    )
    assert problems(ask(tmp_path, "sqlite", MODELS_MATCH), MODELS_MATCH) == []


def test_tables_that_env_py_leaves_out_are_told(tmp_path: Path) -> None:
    """A table of the models that nobody compared has not been found equal."""
    keep = "include_object=lambda o, name, kind, *_: (kind, name) != ('table', 'orders')"
    write_backend(tmp_path, GOOD, models=MODELS, options=keep)
    answered = ask(tmp_path, "sqlite", MODELS_MATCH)
    reason = "`include_object` leaves out tables of the models: orders"
    assert (answered.findings, answered.gaps) == ((), (Gap(MODELS_MATCH, reason),))


@pytest.mark.parametrize(
    ("models", "options", "reason"),
    [
        (
            MODELS,
            "include_object=lambda *_: False",
            "`include_object` leaves out every table of the models: orders, users",
        ),
        (
            "metadata = sa.MetaData()",
            "include_object=lambda o, name, kind, reflected, *_: not reflected",
            "the `target_metadata` of env.py has no table",
        ),
    ],
)
def test_a_comparison_of_nothing_is_no_pass(
    tmp_path: Path, models: str, options: str, reason: str
) -> None:
    """Where a filter or empty models leave nothing to compare, the check looked at nothing."""
    write_backend(tmp_path, GOOD, models=models, options=options)
    assert ask(tmp_path, "sqlite", MODELS_MATCH).gaps == (Gap(MODELS_MATCH, reason, whole=True),)


def test_without_models_there_is_nothing_to_compare(tmp_path: Path) -> None:
    """An env.py without target_metadata makes both checks of models void, and says so."""
    write_backend(tmp_path, GOOD)
    reason = "env.py gives no `target_metadata`, so there is nothing to compare"
    assert ask(tmp_path, "sqlite", UPGRADE).gaps == (
        Gap(MODELS_MATCH, reason, whole=True),
        Gap(MODELS_IMPORTED, reason, whole=True),
    )


def test_an_env_py_that_runs_nothing_is_no_pass(tmp_path: Path) -> None:
    """Migrations that never ran have not been upgraded."""
    write_backend(tmp_path, GOOD, connect="")
    assert problems(ask(tmp_path, "sqlite", UPGRADE), UPGRADE) == [
        "env.py ran to its end and did not call context.run_migrations()"
    ]


def test_an_env_py_that_opens_another_database_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is run on a database that was not made for the check."""
    monkeypatch.chdir(tmp_path)  # connecting alone makes a file
    other = SYNC.replace('context.config.get_main_option("sqlalchemy.url")', '"sqlite:///other.db"')
    write_backend(tmp_path, GOOD, connect=other)
    said = problems(ask(tmp_path, "sqlite", UPGRADE), UPGRADE)
    assert len(said) == 1
    assert "env.py has opened sqlite:///other.db, which is not the database" in said[0]


def test_a_connection_is_lent_where_env_py_asks_for_one(tmp_path: Path) -> None:
    """An env.py that only takes a connection from the attributes works as it is."""
    lent = 'run(context.config.attributes["connection"])\n'
    write_backend(tmp_path, GOOD, models=MODELS, connect=lent)
    assert ask(tmp_path, "sqlite", UPGRADE).findings == ()
