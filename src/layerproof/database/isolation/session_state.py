"""What a test left in a connection's session is gone when the connection is taken again.

A rollback undoes most of it. What stays: settings that were committed, session locks, LISTEN,
temporary tables; on SQLite whatever a PRAGMA or ATTACH changed. ``engines`` and ``rollback``
attach this to an engine's pool.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry, PoolResetState

#: DISCARD ALL without what drivers keep themselves: prepared statements.
CLEAN = (
    "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; "
    "SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES"
)
_SPOILS = re.compile(r"\s*(PRAGMA|ATTACH|DETACH|CREATE\s+TEMP)", re.IGNORECASE)
_SPOILED = "layerproof_spoiled"
#: In a connection's ``info``: it was cleaned already, in the same breath as its transaction ended.
CLEANED = "layerproof_cleaned"


def keep_connections_clean(engine: Engine) -> None:
    """Clean every connection that goes back to the engine's pool; twice is once."""
    if engine.dialect.name == "postgresql":
        if not event.contains(engine, "reset", _clean_postgres):
            event.listen(engine, "reset", _clean_postgres)
    elif engine.dialect.name == "sqlite" and not event.contains(engine, "reset", _clean_sqlite):
        event.listen(engine, "reset", _clean_sqlite)
        event.listen(engine, "before_cursor_execute", _notice)


def run_script(dbapi_connection: Any, script: str) -> None:
    """Execute several statements in one string, over any driver of PostgreSQL.

    :param dbapi_connection: the driver's connection, or SQLAlchemy's adapter of an async one.
    """
    if type(dbapi_connection).__module__.endswith("asyncpg"):
        # Its cursors prepare each statement, and several cannot be prepared in one.
        dbapi_connection.run_async(lambda driver: driver.execute(script))
        return
    cursor = dbapi_connection.cursor()
    try:
        cursor.execute(script)
    finally:
        cursor.close()


def _clean_postgres(
    dbapi_connection: Any, record: ConnectionPoolEntry, state: PoolResetState
) -> None:
    if record.info.pop(CLEANED, False) or state.terminate_only or not state.asyncio_safe:
        return
    dbapi_connection.rollback()
    # Without a transaction around it; asyncpg begins none for a script.
    autocommit = getattr(dbapi_connection, "autocommit", True)
    if not autocommit:
        dbapi_connection.autocommit = True
    run_script(dbapi_connection, CLEAN)
    if not autocommit:
        dbapi_connection.autocommit = False


def _clean_sqlite(_dbapi: Any, record: ConnectionPoolEntry, _state: PoolResetState) -> None:
    if record.info.pop(_SPOILED, False):
        record.invalidate(soft=True)


def _notice(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
    if _SPOILS.match(statement):
        connection.connection.info[_SPOILED] = True
