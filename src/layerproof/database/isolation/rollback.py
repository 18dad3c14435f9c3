"""One transaction around a test, always undone, and noticed when the test ended it itself.

``sessions`` makes the sessions inside it, ``session_state`` cleans the connection afterwards.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from layerproof.database.errors import TransactionEscapedError
from layerproof.database.isolation.session_state import (
    CLEAN,
    CLEANED,
    keep_connections_clean,
    run_script,
)
from layerproof.database.isolation.sessions import (
    lend,
    make_async_session,
    make_session,
    session_options,
)

__all__ = [
    "async_rollback",
    "lend",
    "make_async_session",
    "make_session",
    "rollback",
    "session_options",
]

#: Stands in the transaction from its first moment: where it is gone, so is the transaction.
_MARK = "layerproof_test"


@contextmanager
def rollback(engine: Engine) -> Generator[Connection]:
    """Give a connection in a transaction that is undone at the end.

    Raises ``TransactionEscapedError`` at the end when the test committed or rolled back that
    very transaction, as text or on the connection itself: the database has to be reset then.
    """
    keep_connections_clean(engine)
    with engine.connect() as connection:
        _open(connection)
        try:
            yield connection
        except BaseException as error:
            if not _undo(connection):
                error.add_note(_escaped().explain())
            raise
        if not _undo(connection):
            raise _escaped()


@asynccontextmanager
async def async_rollback(engine: AsyncEngine) -> AsyncGenerator[AsyncConnection]:
    """Give an async connection in a transaction that is undone at the end, as ``rollback``."""
    keep_connections_clean(engine.sync_engine)
    async with engine.connect() as connection:
        await connection.run_sync(_open)
        try:
            yield connection
        except BaseException as error:
            if not await connection.run_sync(_undo):
                error.add_note(_escaped().explain())
            raise
        if not await connection.run_sync(_undo):
            raise _escaped()


def _open(connection: Connection) -> None:
    connection.begin()
    connection.exec_driver_sql(f"SAVEPOINT {_MARK}")


def _undo(connection: Connection) -> bool:
    """Undo everything; say whether it was still the same transaction.

    Asks the driver itself: SQLAlchemy refuses to speak on a connection in certain states, and
    knows nothing of a COMMIT that was sent as text.
    """
    if connection.closed or connection.invalidated:
        return True
    pooled = connection.connection
    undo = f"ROLLBACK TO SAVEPOINT {_MARK}"
    try:
        if connection.dialect.name == "postgresql":
            # One trip to the server instead of three.
            run_script(pooled.dbapi_connection, f"{undo}; ROLLBACK; {CLEAN}")
            pooled.info[CLEANED] = True
        else:
            run_script(pooled.dbapi_connection, undo)
    except Exception:  # noqa: BLE001 - each driver has its own class; any error means: not there
        return False
    return True


def _escaped() -> TransactionEscapedError:
    return TransactionEscapedError(
        "the test ended the transaction around it, so what it did was committed for real",
        tried=("rolling back to the savepoint that was set before the test: it is gone",),
        advice=(
            "let code under test commit through its session; a test that needs real commits "
            'takes committed_db, or isolation "reset"'
        ),
    )
