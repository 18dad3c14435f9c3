"""What is in a database at one moment: its tables, their columns, and every row.

Read with one question for all columns and, on PostgreSQL, one for all rows, since a walk through
many revisions reads often. ``survival`` compares; ``rows`` has put the rows there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection

_POSTGRES = """
SELECT CASE WHEN n.nspname = current_schema() THEN NULL ELSE n.nspname END, c.relname,
    a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
ORDER BY 1, 2, a.attnum
"""

_SQLITE = """
SELECT NULL, m.name, p.name, p.type FROM sqlite_master m, pragma_table_xinfo(m.name) p
WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
"""


_Row: TypeAlias = Mapping[str, Any]
_Shapes: TypeAlias = dict[tuple[str | None, str], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Content:
    """The columns of each table with their types, and its rows as plain values.

    A table goes by its name, with its schema in front where that is not the usual one.
    """

    shapes: Mapping[str, Mapping[str, str]]
    rows: Mapping[str, list[Mapping[str, Any]]]


def read_shapes(connection: Connection, version_table: str) -> _Shapes:
    """Return the columns of each table, by schema and name, without Alembic's own table."""
    query = _POSTGRES if connection.dialect.name == "postgresql" else _SQLITE
    found: _Shapes = {}
    for schema, table, column, kind in connection.execute(sa.text(query)):
        if table != version_table:
            found.setdefault((schema, table), {})[column] = kind
    return found


def read_content(connection: Connection, version_table: str) -> Content:
    """Return the tables and all their rows."""
    shapes = read_shapes(connection, version_table)
    read = _read_as_json if connection.dialect.name == "postgresql" else _read_raw
    rows: dict[str, list[Mapping[str, Any]]] = {name_of(*key): [] for key in shapes}
    for name, row in read(connection, shapes):
        rows[name].append(row)
    return Content({name_of(*key): columns for key, columns in shapes.items()}, rows)


def name_of(schema: str | None, table: str) -> str:
    """Return the name by which SQLAlchemy's metadata knows a table as well."""
    return f"{schema}.{table}" if schema else table


def _read_as_json(connection: Connection, shapes: _Shapes) -> Iterator[tuple[str, _Row]]:
    """Ask for the rows of all tables at once; numbers stay the words that they are written in."""
    quote = connection.dialect.identifier_preparer.quote
    parts = [
        f"SELECT {number}, row_to_json(x)::text FROM "  # noqa: S608 - the names are quoted
        f"{f'{quote(schema)}.' if schema else ''}{quote(table)} x"
        for number, (schema, table) in enumerate(shapes)
    ]
    names = [name_of(*key) for key in shapes]
    if parts:
        query = " UNION ALL ".join(parts).replace(":", "\\:")
        for number, line in connection.execute(sa.text(query)):
            yield names[number], json.loads(line, parse_float=str, parse_int=str)


def _read_raw(connection: Connection, shapes: _Shapes) -> Iterator[tuple[str, _Row]]:
    """Read one table after the other, as the values lie there."""
    for (schema, table), columns in shapes.items():
        source = sa.table(table, schema=schema)
        wanted: list[sa.ColumnElement[Any]] = [sa.column(name) for name in columns]
        for row in connection.execute(sa.select(*wanted).select_from(source)).mappings():
            yield name_of(schema, table), dict(row)
