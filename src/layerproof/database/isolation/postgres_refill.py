"""The statements that empty tables and put back what was in them. Pure.

Two ways: with triggers and foreign keys held back, which takes a superuser (or the right to set
``session_replication_role``), and with what the tables' owner may do. ``postgres_baseline`` runs
them.
"""

# ruff: noqa: S608 - statements are built from names that the catalog gave, quoted

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence as Many

from layerproof.database.isolation.postgres_catalog import Sequence, Table


def empty_freely(tables: Iterable[Table]) -> str:
    """Return what empties tables when nothing watches over foreign keys."""
    return "".join(f"DELETE FROM ONLY {table.quoted};" for table in tables)


def empty_as_owner(tables: Many[Table]) -> str:
    """Return what empties tables together with all that refer to them (``close_over``)."""
    return f"TRUNCATE ONLY {', ONLY '.join(table.quoted for table in tables)};" if tables else ""


def hold_triggers(tables: Iterable[Table], *, back: bool) -> str:
    """Return what holds the user's triggers back while rows are put in, or lets them go.

    Foreign keys cannot be held back by an owner: those that may wait are asked to.
    """
    word = "DISABLE" if back else "ENABLE"
    constraints = f"SET CONSTRAINTS ALL {'DEFERRED' if back else 'IMMEDIATE'};"
    return constraints + "".join(
        f"ALTER TABLE {table.quoted} {word} TRIGGER USER;" for table in tables if table.triggered
    )


def place_sequences(sequences: Iterable[Sequence]) -> str:
    """Return what sets sequences to where they stood."""
    calls = ", ".join(
        f"setval('{one.quoted.replace(chr(39), chr(39) * 2)}'::regclass, {one.last}, {one.called})"
        for one in sequences
    )
    return f"SELECT {calls};" if calls else ""


def refresh_views(views: Iterable[Table]) -> str:
    """Return what fills materialized views again, or leaves them unfilled as they were."""
    return "".join(
        f"REFRESH MATERIALIZED VIEW {view.quoted}{'' if view.populated else ' WITH NO DATA'};"
        for view in views
    )


def close_over(
    tables: Many[Table], dirty: Many[Table], references: frozenset[tuple[int, int]]
) -> tuple[Table, ...]:
    """Return the dirty tables and all that refer to them, those referred to first."""
    wanted = {table.oid for table in dirty}
    while more := {one for one, other in references if other in wanted} - wanted:
        wanted |= more
    waiting = [table for table in tables if table.oid in wanted]
    done: list[Table] = []
    while waiting:
        left = {table.oid for table in waiting}
        free = [table for table in waiting if not _refers(table.oid, left, references)]
        done += free or waiting
        waiting = [table for table in waiting if free and table not in free]
    return tuple(done)


def _refers(oid: int, to: set[int], references: frozenset[tuple[int, int]]) -> bool:
    return any(one == oid and other in to - {oid} for one, other in references)
