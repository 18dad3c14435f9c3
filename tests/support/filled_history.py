"""A history with rows in every table that it has, at whichever revision; and what it holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from alembic import command
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Double,
    Engine,
    LargeBinary,
    MetaData,
    NullPool,
    create_engine,
    insert,
    select,
)

from layerproof.history.archive.columns import reflect
from layerproof.history.migrate import configure, run_step
from layerproof.history.settings import HistorySettings
from tests.support.history import sync_address

ROWS = 3

Snapshot = dict[str, list[tuple[Any, ...]]]


def upgrade_to(settings: HistorySettings, revision: str) -> None:
    """Bring a database to a revision."""
    run_step(settings, lambda connection: command.upgrade(configure(connection), revision))


def fill_every_table(settings: HistorySettings, *, rows: int = ROWS) -> None:
    """Put rows into every table: every second one has nothing where nothing may be.

    Values are those that go wrong when they are moved: bytes of every kind, fractions of seconds,
    the largest number, letters of many alphabets, lists in lists.
    """
    engine = open_beside(settings)
    with engine.begin() as connection:
        for table in reflect(connection).sorted_tables:
            columns = list(table.columns)
            made = [
                {column.name: _value(column, number) for column in columns}
                for number in range(1, rows + 1)
            ]
            connection.execute(table.delete())
            connection.execute(insert(table), made)


def _value(column: Column[Any], number: int) -> Any:
    if column.foreign_keys or column.name == "id":
        return number * 10
    if column.nullable and number % 2 == 0:
        return None
    for kind, make in _MAKERS:
        if isinstance(column.type, kind):
            return make(number)
    length = getattr(column.type, "length", None)
    if column.type.python_type is str:
        return f"{number} ü 漢 \U0001f600 <b> ' \" \\ \n {column.name}"[: length or 100]
    return 2**31 - number


_MOMENT = datetime(2026, 3, 29, 1, 30, 0, 123_456, tzinfo=UTC)

_MAKERS: tuple[tuple[type[Any], Callable[[int], Any]], ...] = (
    (Boolean, lambda number: number % 2 == 0),
    (DateTime, lambda number: _MOMENT + timedelta(days=number)),
    (Double, lambda number: 0.1 + number / 3),
    (JSON, lambda number: {"é": [number, None, 1.5, {"<": "\U0001f600"}]}),
    (LargeBinary, lambda number: bytes(range(256))[number : number + 16]),
)


def read_everything(settings: HistorySettings) -> Snapshot:
    """Return the rows of every table, moments in UTC."""
    engine = open_beside(settings)
    with engine.connect() as connection:
        tables: MetaData = reflect(connection)
        return {
            table.name: [
                tuple(_plain(value) for value in row)
                for row in connection.execute(
                    select(*[table.c[name] for name in sorted(table.c.keys())]).order_by(
                        *table.primary_key.columns
                    )
                )
            ]
            for table in tables.sorted_tables
        }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return bytes(value) if isinstance(value, memoryview) else value


def open_beside(settings: HistorySettings) -> Engine:
    """Return an engine beside those of the history."""
    address = sync_address(settings)
    if settings.file is None:
        # Moments without a zone are in UTC.
        address = address.update_query_dict({"options": "-c timezone=UTC"})
    return create_engine(address, poolclass=NullPool)
