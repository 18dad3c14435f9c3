"""Rows survive each revision on the way down and up, or their loss is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.testing.migrations.values import DATA_SURVIVES
from tests.support.migrating_backends import (
    ASYNC,
    GOOD,
    SYNC,
    ask,
    problems,
    revision,
    write_backend,
)

ENGINES = ["sqlite", "postgresql"]
EMPTY_USERS = "op.execute('DELETE FROM orders')\nop.execute('DELETE FROM users')"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("connect", [SYNC, ASYNC], ids=["sync", "async"])
def test_rows_of_a_sound_backend_survive(tmp_path: Path, engine: str, connect: str) -> None:
    """A column that comes and goes takes its own values alone."""
    up = "op.add_column('users', sa.Column('name', sa.String(20)))"
    down = "op.drop_column('users', 'name')"
    write_backend(tmp_path, GOOD, revision("0003", "0002", up, down), connect=connect)
    found = ask(tmp_path, engine, DATA_SURVIVES)
    assert problems(found, DATA_SURVIVES) == []
    assert [gap for gap in found.gaps if gap.check == DATA_SURVIVES] == []


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_lost_on_the_way_up_are_named(tmp_path: Path, engine: str) -> None:
    """An upgrade that empties tables is told with each table and its numbers."""
    write_backend(tmp_path, GOOD, revision("0003", "0002", EMPTY_USERS, "pass"))
    assert problems(ask(tmp_path, engine, DATA_SURVIVES), DATA_SURVIVES)[:2] == [
        "0003: the upgrade leaves 0 of 3 rows in the table orders",
        "0003: the upgrade leaves 0 of 3 rows in the table users",
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_lost_on_the_way_down_are_named(tmp_path: Path, engine: str) -> None:
    """So is a downgrade that does."""
    write_backend(tmp_path, GOOD, revision("0003", "0002", "pass", EMPTY_USERS))
    assert problems(ask(tmp_path, engine, DATA_SURVIVES), DATA_SURVIVES) == [
        "0003: the downgrade leaves 0 of 3 rows in the table orders",
        "0003: the downgrade leaves 0 of 3 rows in the table users",
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_values_lost_in_a_column_of_both_sides_are_named(tmp_path: Path, engine: str) -> None:
    """A column that is dropped and made anew on the way down keeps no value."""
    down = """
    with op.batch_alter_table('orders') as batch:
        batch.drop_column('total')
    with op.batch_alter_table('orders') as batch:
        batch.add_column(sa.Column('total', sa.Numeric(8, 2), nullable=False, server_default='0'))
    """
    write_backend(tmp_path, GOOD, revision("0003", "0002", "pass", down))
    said = problems(ask(tmp_path, engine, DATA_SURVIVES), DATA_SURVIVES)
    assert len(said) == 1
    start = "0003: down and up again changes 3 of 3 values of orders.total, a column that both"
    assert said[0].startswith(start)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_upgrade_that_only_empty_tables_bear_is_named(tmp_path: Path, engine: str) -> None:
    """A column that must have a value and gets none fails where there are rows."""
    up = """
    with op.batch_alter_table('users') as batch:
        batch.add_column(sa.Column('age', sa.Integer, nullable=True))
    with op.batch_alter_table('users') as batch:
        batch.alter_column('age', nullable=False, existing_type=sa.Integer)
    """
    write_backend(tmp_path, GOOD, revision("0003", "0002", up, "op.drop_column('users', 'age')"))
    said = problems(ask(tmp_path, engine, DATA_SURVIVES), DATA_SURVIVES)
    assert len(said) == 1
    assert said[0].startswith("0003: the upgrade failed on tables with rows: ")


RULES = {
    "sums": (
        "sa.Column('id', sa.Integer, primary_key=True), "
        "sa.Column('wanted', sa.Integer, nullable=False), "
        "sa.Column('kept', sa.Integer, server_default='0', nullable=False), "
        "sa.Column('sent', sa.Integer, server_default='0', nullable=False), "
        "sa.CheckConstraint('kept + sent <= wanted', name='enough')"
    ),
    "either": (
        "sa.Column('id', sa.Integer, primary_key=True), sa.Column('user_id', sa.Integer, "
        "sa.ForeignKey('users.id')), sa.Column('guest', sa.String(20)), "
        "sa.CheckConstraint('(user_id IS NULL) <> (guest IS NULL)', name='one_of_two')"
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("table", RULES)
def test_rows_keep_usual_rules_over_several_columns(
    tmp_path: Path, engine: str, table: str
) -> None:
    """Values that the database knows by itself are left to it; one of two columns may be empty."""
    create = f"op.create_table('{table}', {RULES[table]})"
    made = revision("0003", "0002", create, f"op.drop_table('{table}')")
    emptied = revision("0004", "0003", f"op.execute('DELETE FROM {table}')", "pass")
    write_backend(tmp_path, GOOD, made, emptied)
    found = ask(tmp_path, engine, DATA_SURVIVES)
    assert [gap for gap in found.gaps if gap.check == DATA_SURVIVES] == []
    assert problems(found, DATA_SURVIVES) == [
        f"0004: the upgrade leaves 0 of 3 rows in the table {table}"
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_of_pairs_gets_other_pairs_when_it_changes(tmp_path: Path, engine: str) -> None:
    """A table whose key is a pair of others' rows has new rows beside the earlier ones."""
    pairs = """
    op.create_table('tags', sa.Column('id', sa.Integer, primary_key=True))
    op.create_table(
        'user_tags',
        sa.Column('user_id', sa.Integer, sa.ForeignKey('users.id'), primary_key=True),
        sa.Column('tag_id', sa.Integer, sa.ForeignKey('tags.id'), primary_key=True),
    )
    """
    made = revision("0003", "0002", pairs, "op.drop_table('user_tags')\nop.drop_table('tags')")
    add = "op.add_column('user_tags', sa.Column('note', sa.String(9)))"
    changed = revision("0004", "0003", add, "op.drop_column('user_tags', 'note')")
    emptied = revision("0005", "0004", "op.execute('DELETE FROM user_tags')", "pass")
    write_backend(tmp_path, GOOD, made, changed, emptied)
    found = ask(tmp_path, engine, DATA_SURVIVES)
    assert [gap for gap in found.gaps if gap.check == DATA_SURVIVES] == []
    assert problems(found, DATA_SURVIVES) == [
        "0005: the upgrade leaves 0 of 6 rows in the table user_tags"
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_that_cannot_be_given_rows_is_told(tmp_path: Path, engine: str) -> None:
    """A rule that made-up rows do not keep makes the table one that was not measured."""
    up = (
        "op.create_table('odd', sa.Column('id', sa.Integer, primary_key=True), "
        "sa.Column('n', sa.Integer, nullable=False), sa.CheckConstraint('n < -5', name='ck_odd'))"
    )
    write_backend(tmp_path, GOOD, revision("0003", "0002", up, "op.drop_table('odd')"))
    found = ask(tmp_path, engine, DATA_SURVIVES)
    gaps = [gap.reason for gap in found.gaps if gap.check == DATA_SURVIVES]
    assert problems(found, DATA_SURVIVES) == []
    assert len(gaps) == 1
    assert gaps[0].startswith("table odd could not be given rows: ")
    assert "ck_odd" in gaps[0]


def test_a_table_below_one_without_rows_is_told_too(tmp_path: Path) -> None:
    """A table that has to refer to rows which could not be made says so in plain words."""
    up = (
        "op.create_table('odd', sa.Column('id', sa.Integer, primary_key=True), "
        "sa.Column('n', sa.Integer, nullable=False), sa.CheckConstraint('n < -5', name='ck_odd'))\n"
        "op.create_table('below', sa.Column('id', sa.Integer, primary_key=True), "
        "sa.Column('odd_id', sa.Integer, sa.ForeignKey('odd.id'), nullable=False))"
    )
    down = "op.drop_table('below')\nop.drop_table('odd')"
    write_backend(tmp_path, GOOD, revision("0003", "0002", up, down))
    gaps = [gap.reason for gap in ask(tmp_path, "sqlite", DATA_SURVIVES).gaps]
    assert "table below could not be given rows: odd has no row to refer to" in gaps


KINDS = """
op.create_table(
    'kinds',
    sa.Column('code', sa.String(3), primary_key=True),
    sa.Column('word', sa.String(9), sa.CheckConstraint("word IN ('red', 'blue')"), nullable=False),
    sa.Column('stars', sa.Integer, sa.CheckConstraint('stars BETWEEN 1 AND 500'), nullable=False),
    sa.Column('state', sa.Enum('on', 'off', name='switch'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('day', sa.Date, nullable=False),
    sa.Column('price', sa.Numeric(3, 2), nullable=False),
    sa.Column('share', sa.Float, nullable=False),
    sa.Column('yes', sa.Boolean, nullable=False),
    sa.Column('blob', sa.LargeBinary, nullable=False),
    sa.Column('extra', sa.JSON, nullable=False),
    sa.Column('key', sa.Uuid, nullable=False, unique=True),
    sa.Column('user_id', sa.Integer, sa.ForeignKey('users.id'), nullable=False, unique=True),
    sa.Column('parent', sa.String(3), sa.ForeignKey('kinds.code')),
)
"""
NO_KINDS = "op.drop_table('kinds')\nop.execute('DROP TYPE IF EXISTS switch')"


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_are_made_up_for_most_kinds_of_columns(tmp_path: Path, engine: str) -> None:
    """Types, lengths, keys, enums and simple checks are kept to, so that the table has rows."""
    down = NO_KINDS if engine == "postgresql" else "op.drop_table('kinds')"
    emptied = revision("0004", "0003", "pass", "op.execute('DELETE FROM kinds')")
    write_backend(tmp_path, GOOD, revision("0003", "0002", KINDS, down), emptied)
    found = ask(tmp_path, engine, DATA_SURVIVES)
    assert [gap for gap in found.gaps if gap.check == DATA_SURVIVES] == []
    assert problems(found, DATA_SURVIVES) == [
        "0004: the downgrade leaves 0 of 3 rows in the table kinds"
    ]


ARRAYS = """
op.execute("CREATE TABLE pg (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
    "tags text[] NOT NULL, ip inet NOT NULL, doc jsonb NOT NULL, small smallint NOT NULL, "
    "span interval NOT NULL, twice int GENERATED ALWAYS AS (small * 2) STORED)")
"""


def test_rows_are_made_up_for_types_of_postgresql(tmp_path: Path) -> None:
    """Arrays, addresses, JSONB, intervals, identity and generated columns get rows as well."""
    emptied = revision("0004", "0003", "pass", "op.execute('DELETE FROM pg')")
    write_backend(tmp_path, GOOD, revision("0003", "0002", ARRAYS, "op.drop_table('pg')"), emptied)
    found = ask(tmp_path, "postgresql", DATA_SURVIVES)
    assert [gap for gap in found.gaps if gap.check == DATA_SURVIVES] == []
    assert problems(found, DATA_SURVIVES) == [
        "0004: the downgrade leaves 0 of 3 rows in the table pg"
    ]
