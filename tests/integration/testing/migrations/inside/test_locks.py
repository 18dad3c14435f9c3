"""What upgrades lock on tables with rows is named, and what is harmless is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.testing.migrations.values import LOCKS, Gap
from tests.support.migrating_backends import (
    ASYNC,
    GOOD,
    SYNC,
    ask,
    problems,
    revision,
    write_backend,
)

WRITTEN = "is written anew while nobody can read it"
NO_READ = "is read in whole while nobody can read it"
NO_WRITE = "is read in whole while nobody can write to it"


def _find(root: Path, up: str, *, threshold: float = 1.0, connect: str = SYNC) -> list[str]:
    last = revision("0003", "0002", up, "raise NotImplementedError")
    write_backend(root, GOOD, last, connect=connect)
    return problems(ask(root, "postgresql", LOCKS, threshold=threshold), LOCKS)


@pytest.mark.parametrize("connect", [SYNC, ASYNC], ids=["sync", "async"])
@pytest.mark.parametrize(
    ("up", "what", "statement"),
    [
        (
            "op.create_index('ix_users_email', 'users', ['email'])",
            NO_WRITE,
            "CREATE INDEX ix_users_email ON users (email)",
        ),
        (
            (
                "op.alter_column('users', 'email', nullable=False)\n"
                "op.execute('ALTER TABLE users ADD CONSTRAINT ck CHECK (id > 0)')"
            ),
            NO_READ,
            "ALTER TABLE users ADD CONSTRAINT ck CHECK (id > 0)",
        ),
        (
            "op.execute('ALTER TABLE users ADD COLUMN at timestamptz DEFAULT clock_timestamp()')",
            WRITTEN,
            "ALTER TABLE users ADD COLUMN at timestamptz DEFAULT clock_timestamp()",
        ),
        (
            "op.execute('ALTER TABLE orders ALTER COLUMN total TYPE float8')",
            WRITTEN,
            "ALTER TABLE orders ALTER COLUMN total TYPE float8",
        ),
        (
            (
                "op.add_column('users', sa.Column('name', sa.Text))\n"
                "op.execute('UPDATE users SET name = email')"
            ),
            NO_READ,
            "UPDATE users SET name = email",
        ),
    ],
    ids=["index", "check", "volatile", "type", "backfill"],
)
def test_work_on_a_whole_table_under_its_lock_is_named(
    tmp_path: Path, connect: str, up: str, what: str, statement: str
) -> None:
    """What takes as long as the table is large is told, however quick it was on a few rows."""
    table = "orders" if " orders " in statement else "users"
    expected = f"0003: a table with rows, {table}, {what}: {statement}"
    assert _find(tmp_path, up, connect=connect) == [expected]


@pytest.mark.parametrize(
    "up",
    [
        "op.add_column('users', sa.Column('name', sa.Text))",
        "op.execute('ALTER TABLE users ADD COLUMN n int NOT NULL DEFAULT 7')",
        "op.execute('ALTER TABLE users ADD CONSTRAINT ck CHECK (id > 0) NOT VALID')",
        "op.execute('UPDATE users SET email = email')",
        (
            "op.create_table('notes', sa.Column('u', sa.Integer, sa.ForeignKey('users.id')))\n"
            "op.create_index('ix_notes', 'notes', ['u'])"
        ),
        (
            "with op.get_context().autocommit_block():\n"
            "    op.execute('CREATE INDEX CONCURRENTLY ix_users_email ON users (email)')"
        ),
    ],
    ids=["column", "constant", "not valid", "update", "new table", "concurrently"],
)
def test_what_locks_for_a_moment_is_not_named(tmp_path: Path, up: str) -> None:
    """Changes that do not grow with the table are left alone, and so are new tables."""
    assert _find(tmp_path, up) == []


def test_an_index_in_autocommit_is_named(tmp_path: Path) -> None:
    """That the lock is gone before anybody can look does not hide it."""
    up = (
        "with op.get_context().autocommit_block():\n"
        "    op.execute('CREATE INDEX ix_users_email ON users (email)')"
    )
    statement = "CREATE INDEX ix_users_email ON users (email)"
    expected = f"0003: a table with rows, users, {NO_WRITE}: {statement}"
    assert _find(tmp_path, up) == [expected]


def test_a_lock_held_for_too_long_is_named(tmp_path: Path) -> None:
    """A lock counts from the statement that takes it to the end of its transaction."""
    up = "op.add_column('users', sa.Column('name', sa.Text))\nop.execute('SELECT pg_sleep(0.2)')"
    found = _find(tmp_path, up, threshold=0.1)
    assert len(found) == 1
    assert found[0].startswith("0003: the table users was locked for ")
    assert found[0].endswith(" ms, over 100 ms, with no more than a few rows in it")


def test_a_threshold_of_zero_is_no_limit(tmp_path: Path) -> None:
    """Time is not looked at then."""
    up = "op.add_column('users', sa.Column('name', sa.Text))\nop.execute('SELECT pg_sleep(0.1)')"
    assert _find(tmp_path, up, threshold=0.0) == []


def test_sqlite_is_said_to_be_not_measured(tmp_path: Path) -> None:
    """Locks are those of PostgreSQL; elsewhere the check is void and says so."""
    write_backend(tmp_path, GOOD)
    reason = "locks are watched on PostgreSQL; this database is another one"
    assert ask(tmp_path, "sqlite", LOCKS).gaps == (Gap(LOCKS, reason, whole=True),)
