"""What the migrations do to rows that are there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

ROOT = Path(__file__).parents[2]

USER = "INSERT INTO users VALUES (1, 'ann@example.com', '-', '2026-05-01')"
LOGIN = "INSERT INTO logins VALUES (1, 1, '-', '2026-05-01')"
SNIPPETS = """
    INSERT INTO snippets (id, owner_id, title, body, public, created_at, updated_at)
    VALUES (1, 1, 'hidden', 'b', 0, '2026-05-01', '2026-05-01'),
           (2, 1, 'seen', 'b', 1, '2026-05-01', '2026-05-01')
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """An empty file, which the migrations find by its address."""
    with closing(sqlite3.connect(tmp_path / "old.db", isolation_level=None)) as connection:
        yield connection


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """Alembic's settings, and the file's address where the application's settings look for it."""
    monkeypatch.setenv("PLAYGROUND_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'old.db'}")
    return Config(ROOT / "alembic.ini")


def test_public_snippets_become_shared(database: sqlite3.Connection, config: Config) -> None:
    """The flag becomes a word, and the word the flag again."""
    command.upgrade(config, "0002")
    database.execute(USER)
    database.execute(SNIPPETS)

    command.upgrade(config, "0003")
    words = database.execute("SELECT title, visibility FROM snippets ORDER BY id").fetchall()
    command.downgrade(config, "0002")
    flags = database.execute("SELECT title, public FROM snippets ORDER BY id").fetchall()

    assert words == [("hidden", "private"), ("seen", "shared")]
    assert flags == [("hidden", 0), ("seen", 1)]


def test_replacing_tables_loses_no_row(database: sqlite3.Connection, config: Config) -> None:
    """From the first revision to the last, rows and what refers to them stay; none has run yet."""
    command.upgrade(config, "0001")
    for statement in (USER, LOGIN, SNIPPETS):
        database.execute(statement)

    command.upgrade(config, "head")

    assert database.execute("SELECT count(*) FROM logins").fetchone() == (1,)
    counted = database.execute("SELECT id, run_count, forked_from_id FROM snippets").fetchall()
    assert counted == [(1, 0, None), (2, 0, None)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("column", ["visibility = 'secret'", "run_count = -1"])
def test_constraints_came_along(database: sqlite3.Connection, config: Config, column: str) -> None:
    """Constraints hold in a table that batches have replaced several times."""
    command.upgrade(config, "0002")
    database.execute(USER)
    database.execute(SNIPPETS)
    command.upgrade(config, "head")

    with pytest.raises(sqlite3.IntegrityError, match="CHECK constraint failed: ck_snippets"):
        database.execute(f"UPDATE snippets SET {column}")
