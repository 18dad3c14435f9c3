"""Counting the rows of a database, and emptying its tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, func, inspect, literal, select, table, text, union_all

#: Where Alembic keeps what the schema is.
_ALEMBIC = "alembic_version"


def count_rows(connection: Connection) -> dict[str, int]:
    """Return the number of rows of each table in the default schema."""
    counts = [
        select(literal(name), select(func.count()).select_from(table(name)).scalar_subquery())
        for name in inspect(connection).get_table_names()
    ]
    if not counts:
        return {}
    return {row[0]: row[1] for row in connection.execute(union_all(*counts))}


def subtract_counts(after: Mapping[str, int], before: Mapping[str, int]) -> dict[str, int]:
    """Return the tables whose number of rows has changed, and by how many."""
    changes = {name: number - before.get(name, 0) for name, number in sorted(after.items())}
    return {name: change for name, change in changes.items() if change}


def empty_tables(connection: Connection, keep: Iterable[str]) -> list[str]:
    """Empty every table of the default schema, and let numbers begin anew.

    :param keep: tables that stay as they are; Alembic's own always does.

    Returns the names of the emptied tables. The database refuses, on SQLite at the commit, where
    a kept table refers to an emptied one.
    """
    kept = {*keep, _ALEMBIC}
    names = [name for name in inspect(connection).get_table_names() if name not in kept]
    if not names:
        return []
    if connection.dialect.name == "postgresql":
        _truncate(connection, names)
    else:
        _delete(connection, names)
    return names


def _truncate(connection: Connection, names: list[str]) -> None:
    quote = connection.dialect.identifier_preparer.quote
    connection.execute(text(f"TRUNCATE {', '.join(map(quote, names))} RESTART IDENTITY"))


def _delete(connection: Connection, names: list[str]) -> None:
    quote = connection.dialect.identifier_preparer.quote
    # Holds for this transaction alone: references are looked at when it is committed.
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    for name in names:
        connection.execute(text(f"DELETE FROM {quote(name)}"))  # noqa: S608 - a quoted name
    if connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'")).all():
        for name in names:
            connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :n"), {"n": name})
