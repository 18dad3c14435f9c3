"""One connection to a server's maintenance database: makes, drops and locks databases.

``templates.postgres`` works through it. What it locks stays locked until this process ends,
however it ends; that is how others tell the databases of the living from those of the dead.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from layerproof.database.errors import ServerUnavailableError
from layerproof.database.values import PostgresPlace

#: Limits that a role or a server may have set and that would end this connection's work.
_NO_LIMITS = "SET statement_timeout = 0; SET lock_timeout = 0; SET idle_session_timeout = 0"

_CONNECT_TIMEOUT = 10


class Admin:
    """A connection in autocommit that any thread may use; one statement runs at a time."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._connection = connection

    def rows(
        self, query: LiteralString | sql.SQL | sql.Composed, values: Sequence[object] = ()
    ) -> list[tuple[Any, ...]]:
        """Return what a query answers.

        Raises ``ServerUnavailableError`` when the server has gone, else what the driver raises.
        """
        composed = sql.SQL(query) if isinstance(query, str) else query
        try:
            cursor = self._connection.execute(composed, values or None)
        except psycopg.OperationalError as error:
            if not self._connection.broken:
                raise
            raise ServerUnavailableError(
                f"the database server went away: {str(error).strip()}",
                advice="its log says why; the next run starts it again if it is Layerproof's own",
            ) from error
        return cursor.fetchall() if cursor.description else []

    def try_lock(self, word: str, *, shared: bool = False) -> bool:
        """Take the lock of that word unless another session has it.

        A session may take a lock that it has once more; each needs an ``unlock`` of its own.
        """
        function = "pg_try_advisory_lock_shared" if shared else "pg_try_advisory_lock"
        query = sql.SQL("SELECT {}(%s)").format(sql.Identifier(function))
        return bool(self.rows(query, (_key(word),))[0][0])

    def unlock(self, word: str, *, shared: bool = False) -> None:
        """Give the lock of that word back."""
        function = "pg_advisory_unlock_shared" if shared else "pg_advisory_unlock"
        self.rows(sql.SQL("SELECT {}(%s)").format(sql.Identifier(function)), (_key(word),))

    def close(self) -> None:
        """End the connection, and with it all its locks."""
        with suppress(psycopg.Error):
            self._connection.close()


def open_admin(place: PostgresPlace) -> Admin:
    """Return a connection to a maintenance database.

    Raises ``ServerUnavailableError`` when the server does not answer or refuses.
    """
    try:
        connection = psycopg.connect(
            place.url(),
            autocommit=True,
            connect_timeout=_CONNECT_TIMEOUT,
            application_name="layerproof",
            prepare_threshold=None,
        )
        connection.execute(_NO_LIMITS)
    except psycopg.Error as error:
        raise ServerUnavailableError(
            f"the database server at {place.host}:{place.port} does not let databases be made:"
            f" {str(error).strip()}",
            advice="see that it runs, and that the address and the role are right",
        ) from error
    return Admin(connection)


def _key(word: str) -> int:
    """Return the 64 bits by which PostgreSQL knows a lock."""
    digest = hashlib.sha256(f"layerproof:{word}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
