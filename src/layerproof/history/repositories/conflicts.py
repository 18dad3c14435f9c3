"""Inserting rows that somebody else may insert at the same moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.tables.metadata import Row, table_of


async def insert_missing(
    session: AsyncSession, kind: type[Row], rows: Sequence[Mapping[str, object]]
) -> None:
    """Insert those of the rows that no unique key forbids.

    Give the rows in one order everywhere: PostgreSQL locks each, and two transactions that
    lock in different orders can block each other.
    """
    dialect = session.get_bind().dialect.name
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    await session.execute(
        make(table_of(kind)).on_conflict_do_nothing(), [dict(row) for row in rows]
    )
