"""A database after real commits becomes what it was: only what changed is touched.

``postgres_baseline`` and ``sqlite_baseline`` do it, each in the way of its database.
"""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Engine

from layerproof.database.isolation.postgres_baseline import PostgresBaseline
from layerproof.database.isolation.sqlite_baseline import SqliteBaseline
from layerproof.database.ports import Say
from layerproof.database.values import Settings


class Baseline(Protocol):
    """What a database looked like at one moment."""

    def restore(self, say: Say | None = None) -> tuple[str, ...]:
        """Bring the database back, whoever committed whatever; return the tables that differed.

        :param say: is told of each session that was ended because it stood in the way.

        Raises ``SchemaChangedError`` when tables were made, changed or dropped, and
        ``ResetBlockedError`` when somebody does not let go. After either the database is not
        what it was: take another.
        """

    def look(self) -> tuple[str, ...]:
        """Return the tables that differ by what is committed now, and change nothing.

        Raises ``SchemaChangedError`` as ``restore`` does, where that needs it.
        """

    def let_go(self) -> None:
        """End the baseline's own connection, until ``restore`` opens another."""

    def close(self) -> None:
        """End the connection, and remove what was remembered on the disk."""


def take_baseline(engine: Engine, settings: Settings) -> Baseline:
    """Remember the database of ``engine`` as it is now.

    Nobody may write meanwhile. One connection of its own stays open until ``close``.
    """
    if engine.dialect.name == "sqlite":
        return SqliteBaseline(engine, patience=settings.table.lock_timeout or _PATIENCE)
    return PostgresBaseline(engine, patience=settings.table.lock_timeout or _PATIENCE)


#: Seconds to wait for others where the table sets no limit.
_PATIENCE = 10.0
