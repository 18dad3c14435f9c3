"""What every connection to a SQLite test database gets: PRAGMAs that took, and real transactions.

``engines`` attaches it. Works for ``sqlite3`` and ``aiosqlite`` alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, event

from layerproof.database.errors import DatabaseUnfitError

#: As a server in production would run it. ``busy_timeout`` stands first: turning a database to
#: WAL needs a lock that another worker may hold.
PRAGMAS: Mapping[str, str] = {
    "busy_timeout": "5000",
    "journal_mode": "WAL",
    "foreign_keys": "ON",
    "synchronous": "NORMAL",
}

#: SQLite answers numbers where it takes words.
_WORDS = {"on": "1", "true": "1", "yes": "1", "off": "0", "false": "0", "no": "0"}
_WORDS_OF = {
    "synchronous": {"off": "0", "normal": "1", "full": "2", "extra": "3"},
    "temp_store": {"default": "0", "file": "1", "memory": "2"},
    "auto_vacuum": {"none": "0", "full": "1", "incremental": "2"},
}


def prepare_connections(
    engine: Engine, pragmas: Mapping[str, str], begin: str = "deferred"
) -> None:
    """Set the PRAGMAs on every new connection of ``engine``, and begin transactions explicitly.

    :param pragmas: more of them, or other values for those of ``PRAGMAS``.
    :param begin: when a transaction takes its lock: ``deferred``, ``immediate`` or ``exclusive``.

    A connection raises ``DatabaseUnfitError`` when a PRAGMA reads back otherwise.
    """
    wanted = {**PRAGMAS, **{name.lower(): value for name, value in pragmas.items()}}

    def prepare(dbapi_connection: Any, _record: object) -> None:
        # The driver's own transactions would begin before the first change only: a savepoint
        # before that would stand outside and survive the rollback.
        dbapi_connection.isolation_level = None
        try:
            for name, value in wanted.items():
                _set_pragma(dbapi_connection, name, value)
        except BaseException:
            dbapi_connection.close()
            raise

    def start(connection: Connection) -> None:
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql(f"BEGIN {begin.upper()}")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", start)


def _set_pragma(dbapi_connection: Any, name: str, value: str) -> None:
    cursor = dbapi_connection.cursor()
    try:
        cursor.execute(f"PRAGMA {name} = {value}")
        cursor.execute(f"PRAGMA {name}")
        row = cursor.fetchone()
    finally:
        cursor.close()
    got = "nothing" if row is None else str(row[0])
    if _as_answered(name, got) != _as_answered(name, value):
        raise _unfit(name, value, got)


def _as_answered(name: str, value: str) -> str:
    """Return a PRAGMA's value as SQLite would answer it."""
    word = value.strip().strip("'\"").lower()
    return _WORDS_OF.get(name, {}).get(word) or _WORDS.get(word, word)


def _unfit(name: str, wanted: str, got: str) -> DatabaseUnfitError:
    problem = f"PRAGMA {name} was set to {wanted} and reads back as {got}"
    if name == "journal_mode" and got == "memory":
        return DatabaseUnfitError(
            f"{problem}: an in-memory database cannot be in WAL mode",
            advice="give tests a file, as Layerproof does unless it is told otherwise",
        )
    if got == "nothing":
        return DatabaseUnfitError(
            f"{problem}: this SQLite does not know it",
            advice="look at its spelling in database.pragmas",
        )
    return DatabaseUnfitError(problem, advice="change or remove it in database.pragmas")
