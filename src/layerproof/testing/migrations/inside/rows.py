"""Plausible rows for any table, made up from what the database says of it.

Best effort: keys, types, lengths, enums and the literals of check constraints are kept to; a
table whose rules ask for more is named as one without rows, and never passed over in silence.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Connection, MetaData, Table
from sqlalchemy.exc import SQLAlchemyError

from layerproof.testing.migrations.inside.content import name_of
from layerproof.testing.migrations.inside.failures import explain

#: How many rows each table gets at a time.
PER_TABLE = 3

#: Numbers that are not likely to be those of rows that a revision itself inserts.
_FAR = 1001

_LITERALS = re.compile(r"'((?:[^']|'')*)'")


class _CannotError(Exception):
    """There is no value for a column."""


@dataclass(slots=True)
class RowMaker:
    """Fills tables. ``unfilled`` says of which tables it could not, and why."""

    connection: Connection
    unfilled: dict[str, str] = field(default_factory=dict)
    _next: int = 0

    def fill(self, wanted: Collection[tuple[str | None, str]]) -> None:
        """Insert rows into those tables, by schema and name; the ones referred to come first."""
        metadata = MetaData()
        names = {name_of(*key) for key in wanted}
        with warnings.catch_warnings():
            # Types that SQLAlchemy does not know, and cycles of keys, are dealt with below.
            warnings.simplefilter("ignore")
            for schema in {schema for schema, _ in wanted}:
                only = [table for place, table in wanted if place == schema]
                metadata.reflect(self.connection, schema=schema, only=only)
            tables = metadata.sorted_tables
        for table in tables:
            if table.fullname in names:
                self._fill(table)

    def _fill(self, table: Table) -> None:
        checks = _read_literals(self.connection, table)
        failure = ""
        inserted = 0
        for number in range(PER_TABLE):
            self._next += 1
            for style in _STYLES:
                try:
                    row = self._make(table, style, checks, number)
                    with self.connection.begin_nested():
                        self.connection.execute(sa.insert(table).values(row))
                except (SQLAlchemyError, _CannotError) as error:
                    failure = failure or _explain(error)
                else:
                    inserted += 1
                    break
        if inserted:
            self.unfilled.pop(table.fullname, None)
        else:
            self.unfilled[table.fullname] = failure

    def _make(
        self, table: Table, style: _Style, checks: Mapping[str, list[str]], number: int
    ) -> dict[str, Any]:
        row = self._refer(table, number, style)
        for column in table.columns:
            if column.name in row or _is_given_by_database(column) or style.leaves_out(column):
                continue
            literals = checks.get(column.name) if style.literal else None
            try:
                row[column.name] = (
                    literals[self._next % len(literals)]
                    if literals
                    else _make_value(column.type, self._next, style)
                )
            except _CannotError as error:
                if not column.nullable and column.server_default is None:
                    raise _CannotError(f"column {column.name}: {error}") from error
        return row

    def _refer(self, table: Table, number: int, style: _Style) -> dict[str, Any]:
        """Return the values of all foreign keys, taken from rows that are there."""
        row: dict[str, Any] = {}
        for turn, constraint in enumerate(_in_order(table)):
            optional = all(column.nullable for column in constraint.columns)
            left_out = all(style.leaves_out(column) for column in constraint.columns)
            if optional and (left_out or constraint.referred_table is table):
                row |= {column.name: None for column in constraint.columns}
                continue
            targets = [element.column for element in constraint.elements]
            query = sa.select(*targets).order_by(*targets).limit(PER_TABLE + self._next)
            found = self.connection.execute(query).all()
            if not found and not optional:
                raise _CannotError(f"{constraint.referred_table.fullname} has no row to refer to")
            place = number + turn * style.turned
            values = found[-1 - place % len(found)] if found else [None] * len(targets)
            names = [element.parent.name for element in constraint.elements]
            row |= dict(zip(names, values, strict=True))
        return row


def _explain(error: Exception) -> str:
    return str(error) if isinstance(error, _CannotError) else explain(error)


@dataclass(frozen=True, slots=True)
class _Style:
    """A way to make up values: literals of checks, small numbers, nothing where it may be.

    ``nullable`` are those of the columns without a duty that get a value: all, none, or every
    other one, for rules by which one of two has a value. ``defaults`` says that columns get one
    whose value the database knows by itself. ``turned`` pairs the rows that are referred to
    otherwise, where keys of several columns hold the first pairs already.
    """

    literal: bool = True
    small: bool = False
    nullable: str = "all"
    defaults: bool = True
    turned: int = 0

    def leaves_out(self, column: Column[Any]) -> bool:
        """Whether a column gets no value that is made up."""
        if column.server_default is not None and not self.defaults:
            return True
        if not column.nullable or self.nullable == "all":
            return False
        even = list(column.table.columns).index(column) % 2 == 0
        return self.nullable == "none" or even != (self.nullable == "even")


_STYLES = (
    _Style(),
    _Style(small=True),
    _Style(literal=False),
    _Style(nullable="none"),
    _Style(small=True, nullable="none"),
    _Style(literal=False, small=True, nullable="none"),
    _Style(defaults=False),
    _Style(defaults=False, nullable="none"),
    _Style(nullable="even"),
    _Style(nullable="odd"),
    _Style(defaults=False, nullable="even"),
    _Style(defaults=False, nullable="odd"),
    _Style(turned=1),
    _Style(turned=2),
    _Style(turned=1, defaults=False, nullable="none"),
    _Style(turned=2, defaults=False, nullable="none"),
)


def _in_order(table: Table) -> list[sa.ForeignKeyConstraint]:
    """Return the foreign keys in an order that does not differ from run to run."""
    columns = list(table.columns)
    return sorted(
        table.foreign_key_constraints, key=lambda key: columns.index(next(iter(key.columns)))
    )


def _is_given_by_database(column: Column[Any]) -> bool:
    """Whether the database numbers or works out the column by itself."""
    if column.computed is not None or column.identity is not None:
        return True
    default = column.server_default
    text = str(getattr(default, "arg", "")) if default is not None else ""
    if "nextval(" in text:
        return True
    lone = column.primary_key and len(column.table.primary_key.columns) == 1
    return lone and isinstance(column.type, sa.Integer) and not column.foreign_keys and not text


def _read_literals(connection: Connection, table: Table) -> dict[str, list[str]]:
    """Return the words that check constraints name for a column."""
    found: dict[str, list[str]] = {}
    inspector = sa.inspect(connection)
    try:
        checks = inspector.get_check_constraints(table.name, schema=table.schema)
    except NotImplementedError:
        return found
    for check in checks:
        words = [word.replace("''", "'") for word in _LITERALS.findall(str(check["sqltext"]))]
        for column in table.columns:
            named = re.search(rf"\b{re.escape(column.name)}\b", str(check["sqltext"]))
            if words and named and isinstance(column.type, sa.String):
                found.setdefault(column.name, words)
    return found


def _make_value(kind: sa.types.TypeEngine[Any], number: int, style: _Style) -> Any:
    for known, make in _makers(number, style):
        if isinstance(kind, known):
            return make(kind)
    word = type(kind).__name__.upper()
    if word in _PLAIN:
        return _PLAIN[word]
    raise _CannotError(f"no value is known for the type {kind!r}")


def _makers(
    number: int, style: _Style
) -> Iterator[tuple[type[sa.types.TypeEngine[Any]], Callable[[Any], Any]]]:
    moment = dt.datetime(2024, 1, 1, 12, tzinfo=dt.UTC) + dt.timedelta(days=number)
    whole = number if style.small else _FAR + number
    yield sa.Enum, lambda kind: kind.enums[number % len(kind.enums)]
    yield sa.Boolean, lambda _: number % 2 == 0
    yield sa.SmallInteger, lambda _: whole % 30_000
    yield sa.Integer, lambda _: whole
    yield sa.Float, lambda _: whole + 0.5
    yield sa.Numeric, lambda kind: _make_decimal(kind, number)
    yield sa.Uuid, lambda kind: _make_uuid(kind, number)
    yield sa.String, lambda kind: _make_text(kind, number)
    yield sa.LargeBinary, lambda _: f"bytes-{number}".encode()
    yield sa.DateTime, lambda kind: moment if kind.timezone else moment.replace(tzinfo=None)
    yield sa.Date, lambda _: moment.date()
    yield sa.Time, lambda _: moment.time()
    yield sa.Interval, lambda _: dt.timedelta(hours=number)
    yield sa.JSON, lambda _: {"number": number}
    yield sa.ARRAY, lambda kind: [_make_value(kind.item_type, number, style)]


#: Types of single databases, by the word that SQLAlchemy has for them.
_PLAIN: Mapping[str, Any] = {
    "INET": "192.0.2.1",
    "CIDR": "192.0.2.0/24",
    "MACADDR": "00:00:5e:00:53:01",
    "TSVECTOR": "plain words",
    "INTERVAL": dt.timedelta(hours=1),
    "HSTORE": {"key": "value"},
    "BIT": "1",
}


def _make_text(kind: sa.String, number: int) -> str:
    text = f"text-{number}"
    if kind.length is None or len(text) <= kind.length:
        return text
    return f"{number:0{kind.length}d}"[-kind.length :]


def _make_decimal(kind: sa.Numeric[Any], number: int) -> Decimal:
    scale = kind.scale or 0
    whole = (kind.precision or 12) - scale
    value = Decimal(number % 10 ** min(whole, 6)) if whole > 0 else Decimal(0)
    return value + Decimal(1).scaleb(-scale) if scale else value


def _make_uuid(kind: sa.Uuid[Any], number: int) -> Any:
    made = uuid.uuid5(uuid.NAMESPACE_OID, str(number))
    return made if kind.as_uuid else str(made)
