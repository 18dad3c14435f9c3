"""Rows on the way down and up again: none may be lost, nor a value that both sides have.

Rows stand in every table before a revision is undone. Columns that one side does not have are
not compared: what a downgrade drops, it drops on purpose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from alembic.runtime.migration import MigrationStep
from sqlalchemy import Connection, MetaData

from layerproof.testing.migrations.inside.locks import LockWatch
from layerproof.testing.migrations.inside.rows import RowMaker
from layerproof.testing.migrations.inside.walk import Look, Walk, go_through, is_irreversible
from layerproof.testing.migrations.values import DATA_SURVIVES, LOCKS, Gap

_ADVICE = (
    "move the rows instead of dropping them; where they cannot be kept, say so in "
    "`migration_exceptions`"
)


@dataclass(frozen=True, slots=True)
class Content:
    """The tables and what is in them, row by row, at one moment."""

    metadata: MetaData
    rows: Mapping[str, list[Mapping[str, Any]]]

    def columns(self, table: str) -> tuple[str, ...]:
        """Return the names of a table's columns."""
        found = self.metadata.tables[table].columns
        return tuple(column.name for column in found)

    def shape(self, table: str) -> dict[str, str]:
        """Return a table's columns with their types."""
        found = self.metadata.tables[table].columns
        return {column.name: repr(column.type) for column in found}


def check_survival(walk: Walk, *, locks: bool) -> Iterator[Gap]:
    """Walk with rows in every table; yield what could not be given rows.

    :param locks: watch the upgrades' locks as well (PostgreSQL).
    """
    unfilled: dict[str, str] = {}

    def visit(walk: Walk, look: Look) -> Iterator[MigrationStep]:
        maker = RowMaker(look.connection, _find_schemas(look.connection), unfilled)
        before = _read(walk, look, maker)
        if locks:
            with LockWatch(look.connection, walk.backend.order.lock_threshold) as watch:
                look.settle()
                yield walk.up()
                look.settle()
                watch.end()
            for problem, advice in watch.problems():
                walk.add(problem, advice, LOCKS)
        else:
            yield walk.up()
        _fill(walk, look, maker, before)
        after = _read(walk, look, maker)
        _find_lost(walk, before, after, "the upgrade")
        if is_irreversible(walk.revision):
            return
        yield walk.down()
        below = _read(walk, look, maker)
        _find_lost(walk, after, below, "the downgrade")
        yield walk.up()
        again = _read(walk, look, maker)
        _find_changed(walk, before, after, again, lost=_names_lost(after, below))
        # What the revision makes is empty again, and the next one has to find rows.
        _fill(walk, look, maker, again)

    go_through(walk, visit)
    for table, why in sorted(unfilled.items()):
        yield Gap(DATA_SURVIVES, f"table {table} could not be given rows: {why}")


def _fill(walk: Walk, look: Look, maker: RowMaker, before: Content) -> None:
    """Give rows to the tables that the revision made or changed, and to those still empty."""
    metadata = maker.reflect(walk.backend.version_table)
    now = Content(metadata, {})
    wanted = {
        name
        for name in metadata.tables
        if not before.rows.get(name) or before.shape(name) != now.shape(name)
    }
    maker.fill(metadata, wanted)
    if look.connection.dialect.name == "postgresql" and look.connection.in_transaction():
        # What waits for the end of the transaction would bar the next change of a table.
        look.connection.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
    look.settle()


def _read(walk: Walk, look: Look, maker: RowMaker) -> Content:
    metadata = maker.reflect(walk.backend.version_table)
    rows: dict[str, list[Mapping[str, Any]]] = {
        table.fullname: [
            {name: _plain(value) for name, value in row.items()}
            for row in look.connection.execute(_select_texts(table, look.connection)).mappings()
        ]
        for table in metadata.tables.values()
    }
    look.settle()
    return Content(metadata, rows)


def _select_texts(table: sa.Table, connection: Connection) -> sa.Select[Any]:
    """Select every column raw, as text on PostgreSQL: values must be equal, not understood."""
    raw = sa.types.NullType()
    columns: list[sa.ColumnElement[Any]] = [sa.literal(1)] if not len(table.columns) else []
    for one in table.columns:
        on_server = connection.dialect.name == "postgresql"
        column = sa.cast(one, sa.Text()) if on_server else sa.type_coerce(one, raw)
        columns.append(column.label(one.name))
    return sa.select(*columns).select_from(table)


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview | bytearray) else value


def _find_schemas(connection: Connection) -> list[str | None]:
    inspector = sa.inspect(connection)
    if connection.dialect.name != "postgresql":
        return [None]
    default = inspector.default_schema_name
    others = [
        name
        for name in inspector.get_schema_names()
        if name not in (default, "information_schema") and not name.startswith("pg_")
    ]
    return [None, *others]


def _names_lost(one: Content, other: Content) -> set[str]:
    return {
        table
        for table in one.rows.keys() & other.rows.keys()
        if len(other.rows[table]) < len(one.rows[table])
    }


def _find_lost(walk: Walk, one: Content, other: Content, who: str) -> None:
    for table in sorted(_names_lost(one, other)):
        walk.add(
            f"{who} leaves {len(other.rows[table])} of {len(one.rows[table])} rows in the table "
            f"{table}",
            _ADVICE,
        )


def _find_changed(
    walk: Walk, before: Content, one: Content, other: Content, *, lost: set[str]
) -> None:
    """Compare the rows before and after going down and up, in the columns that stay."""
    for table in sorted(before.rows.keys() & one.rows.keys() & other.rows.keys()):
        if table in lost:
            continue
        if len(other.rows[table]) < len(one.rows[table]):
            _find_lost(walk, one, other, "the second upgrade")
            return
        stay = set(before.columns(table)) & set(one.columns(table)) & set(other.columns(table))
        for column in (name for name in one.columns(table) if name in stay):
            number = _count_changed(table, column, one, other)
            if number:
                example = _show(table, column, one, other)
                walk.add(
                    f"down and up again changes {number} of {len(one.rows[table])} values of "
                    f"{table}.{column}, a column that both sides have: {example}",
                    _ADVICE,
                )


def _count_changed(table: str, column: str, one: Content, other: Content) -> int:
    mine = Counter(repr(row[column]) for row in one.rows[table])
    theirs = Counter(repr(row[column]) for row in other.rows[table])
    return (mine - theirs).total()


def _show(table: str, column: str, one: Content, other: Content) -> str:
    mine = Counter(repr(row[column]) for row in one.rows[table])
    theirs = Counter(repr(row[column]) for row in other.rows[table])
    was = next(iter(mine - theirs))
    now = next(iter(theirs - mine), "nothing")
    return f"{was} is {now}"
