"""A database's schema as a mapping from what a thing is to how it is defined, to compare two.

PostgreSQL is asked in its own catalogs, since what a downgrade forgets is often no table at all
(an enum type, a sequence, a function). Elsewhere SQLAlchemy's inspector answers: the text that
SQLite keeps of a table is written anew by every batch operation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import Inspector

from layerproof.testing.migrations.inside.catalog import QUERIES

#: From ``column orders.total`` to its definition.
Schema: TypeAlias = Mapping[str, str]


def read_schema(connection: Connection, version_table: str) -> Schema:
    """Return the schema without Alembic's own table."""
    if connection.dialect.name == "postgresql":
        pairs = _ask_catalogs(connection)
    else:
        pairs = _ask_inspector(connection)
    mine = (version_table, f"{version_table}_pkc", f"{version_table}_pkey")
    return {thing: what for thing, what in pairs if not _is_mine(thing, mine)}


def compare(wanted: Schema, found: Schema) -> list[str]:
    """Return a line for each thing that differs; what a table takes with it is not said again."""
    lines = [f"left behind: {thing}" for thing in _name_whole(found.keys() - wanted.keys())]
    lines += [f"missing: {thing}" for thing in _name_whole(wanted.keys() - found.keys())]
    for thing in sorted(wanted.keys() & found.keys()):
        if wanted[thing] != found[thing]:
            lines.append(f"changed: {thing} was {wanted[thing]!r} and is {found[thing]!r}")
    return lines


def _name_whole(things: set[str]) -> list[str]:
    """Return the things without those that come and go with a table that is named as well."""
    tables = {thing.removeprefix("table ") for thing in things if thing.startswith("table ")}
    return [thing for thing in sorted(things) if not _belongs(thing, tables)]


def _belongs(thing: str, tables: set[str]) -> bool:
    kind, _, rest = thing.partition(" ")
    if kind == "column":
        return rest.rpartition(".")[0] in tables
    if kind == "sequence":  # named after the table that numbers its rows by it
        return any(rest.startswith(f"{table}_") for table in tables)
    return " on " in rest and rest.rpartition(" on ")[2] in tables


def _is_mine(thing: str, mine: tuple[str, ...]) -> bool:
    return any(
        word.rpartition(".")[2] in mine or word.split(".")[0] in mine for word in thing.split()
    )


def _ask_catalogs(connection: Connection) -> Iterator[tuple[str, str]]:
    for query in QUERIES:
        # A colon marks a parameter in SQLAlchemy's text; here none is meant.
        for row in connection.execute(text(query.replace(":", "\\:"))):
            yield row[0], row[1]


def _ask_inspector(connection: Connection) -> Iterator[tuple[str, str]]:
    inspector = inspect(connection)
    for table in inspector.get_table_names():
        yield f"table {table}", ""
        yield from _read_columns(inspector, table)
        yield from _read_constraints(inspector, table)
    for view in inspector.get_view_names():
        yield f"view {view}", str(inspector.get_view_definition(view))
    if connection.dialect.name == "sqlite":
        query = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
        for name, table, definition in connection.execute(text(query)):
            yield f"trigger {name} on {table}", definition


def _read_columns(inspector: Inspector, table: str) -> Iterator[tuple[str, str]]:
    for column in inspector.get_columns(table):
        words = [str(column["type"]), "" if column["nullable"] else "NOT NULL"]
        if column.get("default") is not None:
            words.append(f"DEFAULT {column['default']}")
        if column.get("computed"):
            words.append("GENERATED")
        yield f"column {table}.{column['name']}", " ".join(word for word in words if word)


def _read_constraints(inspector: Inspector, table: str) -> Iterator[tuple[str, str]]:
    key = inspector.get_pk_constraint(table)
    yield f"constraint primary key on {table}", f"{key.get('name')} {key['constrained_columns']}"
    for foreign in inspector.get_foreign_keys(table):
        columns = ",".join(foreign["constrained_columns"])
        options = sorted((foreign.get("options") or {}).items())
        target = f"{foreign['referred_table']}({','.join(foreign['referred_columns'])})"
        yield f"constraint foreign key ({columns}) on {table}", f"{target} {options}"
    for unique in inspector.get_unique_constraints(table):
        columns = ",".join(unique["column_names"])
        yield f"constraint unique ({columns}) on {table}", str(unique["name"])
    for check in inspector.get_check_constraints(table):
        sqltext = " ".join(str(check["sqltext"]).split())
        yield f"constraint check {check['name'] or sqltext} on {table}", sqltext
    for index in inspector.get_indexes(table):
        yield f"index {index['name']} on {table}", f"{index['column_names']} {index['unique']}"
