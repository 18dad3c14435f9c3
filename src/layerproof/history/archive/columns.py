"""The tables of a database as they are there, at whichever revision it is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    DateTime,
    LargeBinary,
    MetaData,
    Table,
    inspect,
)
from sqlalchemy.types import TypeEngine

from layerproof.history.archive.document import Column, Kind
from layerproof.history.migrate import OUR_TABLES


def reflect(connection: Connection) -> MetaData:
    """Return the history's tables; what else is in the database is another's."""
    there = sorted(OUR_TABLES & set(inspect(connection).get_table_names()))
    found = MetaData()
    found.reflect(connection, only=there)
    return found


def columns_of(table: Table) -> tuple[Column, ...]:
    """Return a table's columns with the way in which their values are written."""
    return tuple(Column(column.name, _kind_of(column.type)) for column in table.columns)


def _kind_of(declared: TypeEngine[object]) -> Kind:
    kinds: tuple[tuple[type[Any], Kind], ...] = (
        (LargeBinary, "bytes"),
        (DateTime, "time"),
        (Boolean, "bool"),
        (JSON, "json"),
    )
    return next((kind for known, kind in kinds if isinstance(declared, known)), "plain")
