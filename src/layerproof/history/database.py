"""Engines and sessions: how a database is opened, for reading and for writing.

SQLite lets one writer in at a time. Writers therefore have a pool of one connection, where they
queue in order, and begin with ``BEGIN IMMEDIATE``: a transaction that began by reading and
then wants to write would fail at once when somebody else has written in between.

PostgreSQL lets all write, and what a session is like there depends on the server, the database and
the role; what the repositories rely on is therefore set on every connection.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError, InvalidRequestError, OperationalError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from layerproof.history.errors.problem import DatabaseUnfitError
from layerproof.history.settings import HistorySettings

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

#: Alembic's table, named so that a database can be shared with an application's own migrations.
VERSION_TABLE = "layerproof_history_version"

#: Whoever finds an id taken must see the row that took it, and psycopg reads moments in ISO alone.
_SERVER_SESSION = {"default_transaction_isolation": "read committed", "datestyle": "ISO"}

#: SQLSTATEs, or their classes, with which PostgreSQL says that it is not a statement's fault:
#: connections, deadlocks, resources, locks, shutting down, system; a standby that takes no
#: writes; tables that are gone. https://www.postgresql.org/docs/current/errcodes-appendix.html
_UNAVAILABLE = ("08", "40", "53", "55", "57", "58", "25006", "42P01")


class Database:
    """One history database. Opening connects to nothing; :meth:`close` it in any case.

    :param settings: where it is.
    """

    def __init__(self, settings: HistorySettings) -> None:
        self._engines = _open_engines(settings)
        reading, writing = self._engines
        self._reading = async_sessionmaker(reading, expire_on_commit=False)
        self._writing = async_sessionmaker(writing, expire_on_commit=False)

    def read(self) -> AsyncSession:
        """Return a new session for questions."""
        return self._reading()

    def write(self) -> AsyncSession:
        """Return a new session for changes; whoever takes it commits."""
        return self._writing()

    async def close(self) -> None:
        """Close every connection."""
        for engine in dict.fromkeys(self._engines):
            await engine.dispose()


def _open_engines(settings: HistorySettings) -> tuple[AsyncEngine, AsyncEngine]:
    if settings.file is None:
        engine = create_async_engine(settings.database, pool_pre_ping=True)
        patience = {"lock_timeout": f"{max(1, round(settings.busy_seconds * 1_000))}ms"}
        _set_up_server(engine.sync_engine, {**_SERVER_SESSION, **patience})
        return engine, engine
    return (
        _open_sqlite(settings, size=5, begin="BEGIN"),
        _open_sqlite(settings, size=1, begin="BEGIN IMMEDIATE"),
    )


def _set_up_server(engine: Engine, session: Mapping[str, str]) -> None:
    wanted = ", ".join(f"set_config('{name}', '{value}', false)" for name, value in session.items())

    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SELECT {wanted}")
        cursor.close()
        # lint-skip: transaction-edge because these are a connection's settings, and no request's
        connection.commit()

    event.listen(engine, "connect", prepare)


def _open_sqlite(settings: HistorySettings, *, size: int, begin: str) -> AsyncEngine:
    engine = create_async_engine(
        settings.database,
        connect_args={"timeout": settings.busy_seconds},
        pool_size=size,
        max_overflow=0,
        pool_timeout=settings.busy_seconds,
    )
    _set_up(engine.sync_engine, begin, "foreign_keys = ON", "synchronous = NORMAL")
    return engine


def open_sqlite_to_migrate(settings: HistorySettings) -> Engine:
    """Return an engine that switches the file to write-ahead logging, without foreign keys.

    It is not asynchronous: when a file cannot be opened, the asynchronous driver's thread may
    outlive the event loop and complain about it.
    """
    engine = create_engine(
        settings.database.set(drivername="sqlite"),
        connect_args={"timeout": settings.busy_seconds},
    )
    _set_up(engine, "BEGIN IMMEDIATE", "journal_mode = WAL", "foreign_keys = OFF")
    return engine


def open_server(settings: HistorySettings, **options: Any) -> AsyncEngine:
    """Return an engine for PostgreSQL.

    :raises DatabaseUnfitError: the driver that the address names cannot be used.
    """
    try:
        return create_async_engine(settings.database, **options)
    except (ImportError, ArgumentError, InvalidRequestError) as error:
        driver = settings.database.drivername.partition("+")[2]
        raise DatabaseUnfitError(
            f"the history database's driver {driver!r} cannot be used: {error}",
            advice='pip install "psycopg[binary]", and leave the driver out of the URL',
        ) from error


def open_file_to_copy(settings: HistorySettings) -> Engine:
    """Return an engine whose transactions see the file as it was at their first question."""
    engine = create_engine(
        settings.database.set(drivername="sqlite"),
        connect_args={"timeout": settings.busy_seconds},
    )
    _set_up(engine, "BEGIN")
    return engine


def open_server_to_copy(settings: HistorySettings) -> AsyncEngine:
    """Return an engine whose transactions see the database as it was at their first question."""
    engine = open_server(settings, isolation_level="REPEATABLE READ")
    unhurried = {"statement_timeout": "0", "idle_in_transaction_session_timeout": "0"}
    _set_up_server(engine.sync_engine, {"datestyle": "ISO", **unhurried})
    return engine


def _set_up(engine: Engine, begin: str, *pragmas: str) -> None:
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", start)


def is_unavailable(error: DBAPIError) -> bool:
    """Whether the database cannot work at present, whatever it is asked.

    The drivers' classes do not tell: a table that is gone is an ``OperationalError`` on SQLite,
    and a ``ProgrammingError`` on PostgreSQL.
    """
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return isinstance(error, OperationalError) or error.connection_invalidated
    return str(state).startswith(_UNAVAILABLE)
