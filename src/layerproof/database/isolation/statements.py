"""What each PostgreSQL session of this process did last, statement by statement.

The server tells a session's last statement only, which need not be the one that took the lock, and
after a deadlock the other side has gone on already. ``engines`` keeps the list through
``watch_statements``; ``backends`` reads it.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

_MOST = 6
_KEY = "layerproof_statements"
_BOOKKEEPING = ("SAVEPOINT ", "RELEASE ", "ROLLBACK TO ")

#: By process on the server; ``None`` stands between transactions. Appending is atomic.
_SESSIONS: dict[int, deque[str | None]] = {}


def watch_statements(engine: Engine) -> None:
    """Keep the list for every connection of ``engine``."""
    event.listen(engine, "connect", _start)
    event.listen(engine, "close", _stop)
    event.listen(engine, "begin", _divide)
    event.listen(engine, "before_cursor_execute", _remember)


def last_statements(process: int, *, transaction: bool) -> tuple[str, ...]:
    """Return what a session of this process did, the latest last; nothing for others.

    :param transaction: leave out what it did before its present transaction.
    """
    done = tuple(_SESSIONS.get(process, ()))
    if transaction and None in done:
        done = done[len(done) - done[::-1].index(None) :]
    return tuple(statement for statement in done if statement is not None)


def process_of(driver: Any) -> int:
    """Return the server's process of a driver's own connection."""
    for ask in ("get_backend_pid", "get_server_pid"):
        if hasattr(driver, ask):
            return int(getattr(driver, ask)())
    return int(driver.info.backend_pid)


def _start(dbapi_connection: Any, record: ConnectionPoolEntry) -> None:
    process = process_of(record.driver_connection or dbapi_connection)
    record.info[_KEY] = _SESSIONS[process] = deque(maxlen=_MOST)


def _stop(_dbapi_connection: object, record: ConnectionPoolEntry) -> None:
    ended = record.info.pop(_KEY, None)
    for process, statements in tuple(_SESSIONS.items()):
        if statements is ended:
            del _SESSIONS[process]


def _divide(connection: Connection) -> None:
    statements = connection.connection.info.get(_KEY)
    if statements is not None:
        statements.append(None)


def _remember(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
    statements = connection.connection.info.get(_KEY)
    if statements is not None and not statement.startswith(_BOOKKEEPING):
        statements.append(statement)
