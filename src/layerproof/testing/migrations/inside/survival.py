"""Rows on the way down and up again: none may be lost, nor a value that both sides have.

Rows stand in every table before a revision is undone. Columns that one side does not have are
not compared: what a downgrade drops, it drops on purpose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic.runtime.migration import MigrationStep

from layerproof.testing.migrations.inside.content import (
    Content,
    name_of,
    read_content,
    read_shapes,
)
from layerproof.testing.migrations.inside.locks import LockWatch
from layerproof.testing.migrations.inside.rows import RowMaker
from layerproof.testing.migrations.inside.walk import Look, Walk, go_through, is_irreversible
from layerproof.testing.migrations.values import DATA_SURVIVES, LOCKS, Gap

_ADVICE = (
    "move the rows instead of dropping them; where they cannot be kept, say so in "
    "`migration_exceptions`"
)


def check_survival(walk: Walk, *, locks: bool) -> Iterator[Gap]:
    """Walk with rows in every table; yield what could not be given rows.

    :param locks: watch the upgrades' locks as well (PostgreSQL).
    """
    unfilled: dict[str, str] = {}
    known: list[Content] = []

    def visit(walk: Walk, look: Look) -> Iterator[MigrationStep]:
        maker = RowMaker(look.connection, unfilled)
        before = known.pop() if known else _read(walk, look)
        with _watch(walk, look, locks=locks):
            yield walk.up()
        _fill(walk, look, maker, before)
        after = _read(walk, look)
        _find_lost(walk, before, after, "the upgrade")
        if is_irreversible(walk.revision):
            known.append(after)
            return
        yield walk.down()
        below = _read(walk, look)
        _find_lost(walk, after, below, "the downgrade")
        yield walk.up()
        again = _read(walk, look)
        _find_changed(walk, before, after, again, lost=_names_lost(after, below))
        # What the revision makes is empty again, and the next one has to find rows.
        known.append(_read(walk, look) if _fill(walk, look, maker, again) else again)

    go_through(walk, visit)
    for table, why in sorted(unfilled.items()):
        yield Gap(DATA_SURVIVES, f"table {table} could not be given rows: {why}")


@contextmanager
def _watch(walk: Walk, look: Look, *, locks: bool) -> Iterator[None]:
    if not locks:
        yield
        return
    with LockWatch(look.connection, walk.backend.order.lock_threshold) as watch:
        look.settle()
        yield
        look.settle()
        watch.end()
    for problem, advice in watch.problems():
        walk.add(problem, advice, LOCKS)


def _fill(walk: Walk, look: Look, maker: RowMaker, before: Content) -> bool:
    """Give rows to the tables that the revision made or changed, and to those still empty.

    Returns whether there were any.
    """
    shapes = read_shapes(look.connection, walk.backend.version_table)
    wanted = {
        key
        for key, columns in shapes.items()
        if not before.rows.get(name_of(*key)) or before.shapes[name_of(*key)] != columns
    }
    if wanted:
        maker.fill(wanted)
        if look.connection.dialect.name == "postgresql":
            # What waits for the end of the transaction would bar the next change of a table.
            look.connection.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
    look.settle()
    return bool(wanted)


def _read(walk: Walk, look: Look) -> Content:
    content = read_content(look.connection, walk.backend.version_table)
    look.settle()
    return content


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
        stay = before.shapes[table].keys() & other.shapes[table].keys()
        for column in (name for name in one.shapes[table] if name in stay):
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
