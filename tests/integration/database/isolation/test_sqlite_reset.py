"""A SQLite database after real commits is what it was, and other connections live on."""

from __future__ import annotations

import multiprocessing
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from layerproof.core.config.values import Database
from layerproof.database.engines import make_engine
from layerproof.database.errors import ResetBlockedError
from layerproof.database.isolation.reset import Baseline, take_baseline
from layerproof.database.values import SqlitePlace
from tests.support.isolated import settings_for

SCHEMA = (
    "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT COLLATE NOCASE UNIQUE)",
    "CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INT NOT NULL REFERENCES users)",
    "CREATE TABLE pairs (a, b, PRIMARY KEY (a, b)) WITHOUT ROWID",
    'CREATE TABLE "odd ""name" (n)',
    "CREATE VIEW names AS SELECT name FROM users",
    "CREATE TRIGGER no_delete BEFORE DELETE ON users BEGIN SELECT raise(ABORT, 'no'); END",
    "INSERT INTO users (name) VALUES ('ann'), ('bob')",
    "INSERT INTO pairs VALUES (1, x'00'), (1, 1.5)",
)
CHANGES = {
    "rows in an empty table": (["INSERT INTO orders VALUES (1, 1)"], ("orders",)),
    "an update of a seeded row": (["UPDATE users SET name = 'x' WHERE id = 1"], ("users",)),
    "a row with a number of its own": (["INSERT INTO users (name) VALUES ('cid')"], ("users",)),
    "a name with quotes": (['INSERT INTO "odd ""name" VALUES (NULL)'], ('odd "name',)),
    "one replaced by another": (
        ["DELETE FROM pairs WHERE b = 1.5", "INSERT INTO pairs VALUES (2, 2)"],
        ("pairs",),
    ),
    "the case of a name": (["UPDATE users SET name = 'ANN' WHERE id = 1"], ()),
    "a sequence": (["UPDATE sqlite_sequence SET seq = 9"], ()),
    "the schema": (
        ["CREATE TABLE extra (n)", "INSERT INTO extra VALUES (1)", "DROP VIEW names"],
        ("table extra", "view names"),
    ),
    "a version of its own": (["PRAGMA user_version = 7"], ()),
    "nothing": (["SELECT 1"], ()),
}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Return an engine on a file with all kinds of things."""
    made = make_engine(SqlitePlace(tmp_path / "it.db"), settings_for("pysqlite", tmp_path))
    change(made, *SCHEMA)
    yield made
    made.dispose()


@pytest.fixture
def baseline(engine: Engine, tmp_path: Path) -> Iterator[Baseline]:
    """Return the database as it was."""
    table = Database(lock_timeout=0.2)
    made = take_baseline(engine, settings_for("pysqlite", tmp_path, table))
    yield made
    made.close()


def change(engine: Engine, *statements: str) -> None:
    """Execute statements and commit."""
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def content(engine: Engine) -> list[str]:
    """Return the whole database as SQL."""
    with sqlite3.connect(str(engine.url.database)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()
        whole = [*connection.iterdump(), str(version)]
    connection.close()
    return whole


@pytest.mark.parametrize("what", CHANGES)
def test_what_was_committed_is_undone(engine: Engine, baseline: Baseline, what: str) -> None:
    """After each kind of change all is as it was, and what differed is named."""
    statements, dirty = CHANGES[what]
    before = content(engine)
    for _ in range(2):
        change(engine, *statements)
        assert baseline.restore() == dirty
        assert content(engine) == before
        assert baseline.restore() == ()


def test_an_untouched_file_is_not_written(engine: Engine, baseline: Baseline) -> None:
    """Without a commit of anybody nothing is written."""
    log = Path(f"{engine.url.database}-wal")
    before = log.read_bytes()
    assert baseline.restore() == ()
    assert log.read_bytes() == before


def test_other_connections_live_on(engine: Engine, baseline: Baseline) -> None:
    """An open connection, and a reader in the middle of its transaction, survive a reset."""
    change(engine, "INSERT INTO orders VALUES (1, 1)")
    with engine.connect() as idle, engine.connect() as reader:
        count = text("SELECT count(*) FROM orders")
        assert idle.execute(count).scalar_one() == 1
        idle.rollback()
        assert reader.execute(count).scalar_one() == 1
        assert baseline.restore() == ("orders",)
        assert reader.execute(count).scalar_one() == 1
        reader.rollback()
        assert reader.execute(count).scalar_one() == 0
        idle.execute(text("INSERT INTO orders VALUES (2, 2)"))
        idle.commit()
    assert baseline.restore() == ("orders",)


def _insert(path: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO orders VALUES (5, 1)")
    connection.commit()
    connection.close()


def test_threads_and_processes_count(engine: Engine, baseline: Baseline) -> None:
    """What another thread and another process committed is undone like anything else."""
    before = content(engine)
    insert = "INSERT INTO users (name) VALUES ('cid')"
    thread = threading.Thread(target=change, args=(engine, insert))
    thread.start()
    thread.join()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_insert, args=(str(engine.url.database),))
    process.start()
    process.join()
    assert baseline.restore() == ("users", "orders")
    assert content(engine) == before


def test_a_transaction_left_open_is_named(engine: Engine, baseline: Baseline) -> None:
    """A connection that wrote and did not commit is named with its statement."""
    with engine.connect() as left:
        left.execute(text("INSERT INTO orders VALUES (1, 1)"))
        with pytest.raises(ResetBlockedError, match=r"within 0\.2 s") as caught:
            baseline.restore()
    who = "a connection of thread MainThread"
    did = "last statement that wrote: INSERT INTO orders VALUES (1, 1)"
    assert caught.value.tried == (f"{who}, {did}",)
    assert baseline.restore() == ()


def test_nothing_stays_beside_the_file(engine: Engine, tmp_path: Path) -> None:
    """The baseline's own file goes with it."""
    baseline = take_baseline(engine, settings_for("pysqlite", tmp_path))
    baseline.close()
    engine.dispose()
    assert [path.name for path in tmp_path.iterdir()] == ["it.db"]


def test_a_closed_baseline_still_knows(engine: Engine, baseline: Baseline) -> None:
    """What was remembered outlives the baseline's connection."""
    before = content(engine)
    change(engine, "INSERT INTO orders VALUES (1, 1)")
    baseline.let_go()
    change(engine, "INSERT INTO users (name) VALUES ('cid')")
    assert baseline.restore() == ("users", "orders")
    assert content(engine) == before
    assert baseline.restore() == ()
