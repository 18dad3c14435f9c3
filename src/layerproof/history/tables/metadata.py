"""What all tables share: names of constraints, and column types that every database has."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, cast

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, Table
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

#: SQLite numbers rows by itself only where the type is exactly ``INTEGER``.
KEY_TYPE = BigInteger().with_variant(Integer, "sqlite")

Key = Annotated[int, mapped_column(KEY_TYPE, primary_key=True)]


class UtcDateTime(TypeDecorator[datetime]):
    """Moments in UTC: SQLite has no time zones, so they are put on and off here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: D102
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: D102
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Row(DeclarativeBase):
    """A row of any table."""

    metadata = MetaData(naming_convention=NAMES)


def table_of(kind: type[Row]) -> Table:
    """Return a class's table, for statements that take thousands of plain rows."""
    return cast("Table", kind.__table__)
