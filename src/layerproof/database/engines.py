"""Engines for a test database, sync and async, with what a test needs on every connection.

``isolation`` builds on them; ``sqlite_connections`` and ``isolation.session_state`` attach what
SQLAlchemy's own defaults leave out.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, NullPool, QueuePool

from layerproof.database.isolation.locks import name_blockers
from layerproof.database.isolation.loop_engines import OURS
from layerproof.database.isolation.session_state import keep_connections_clean
from layerproof.database.isolation.sqlite_writers import watch_writers
from layerproof.database.isolation.statements import watch_statements
from layerproof.database.sqlite_connections import prepare_connections
from layerproof.database.values import Place, Settings, SqlitePlace
from layerproof.errors import ConfigError

#: One connection for a test, one beside it; a test of concurrency opens more, which are closed
#: again. A connection that cannot be had within the wait was leaked.
_POOL: dict[str, Any] = {"pool_size": 2, "max_overflow": 48, "pool_timeout": 20}


def make_engine(place: Place, settings: Settings) -> Engine:
    """Return an engine whose connections are fit for tests; nothing is connected yet.

    PostgreSQL: statement and lock timeouts of the table, the worker in the application's name,
    errors about locks that name the other side. SQLite: PRAGMAs that are read back (the first
    connection raises ``DatabaseUnfitError`` when one did not take), transactions that begin when
    SQLAlchemy begins them. Both: what a test left in a connection's session is gone when the
    connection is taken again.
    """
    engine = create_engine(
        place.url(settings.driver),
        poolclass=QueuePool,
        connect_args=_connect_args(place, settings, settings.driver),
        **_POOL,
    )
    return _prepare(engine, place, settings)


def make_async_engine(place: Place, settings: Settings, *, pooled: bool = True) -> AsyncEngine:
    """Return the async engine of the same kind, for one event loop.

    :param pooled: keep connections; an engine that keeps none works on any loop, and needs no
        end on the one that it was used on.

    Raises ``ConfigError`` where no async driver is installed.
    """
    if settings.async_driver is None:
        raise ConfigError(
            f"an async session needs an async driver for {settings.engine}, and none is installed",
            advice="install asyncpg or psycopg for PostgreSQL, aiosqlite for SQLite",
        )
    engine = create_async_engine(
        place.url(settings.async_driver),
        connect_args=_connect_args(place, settings, settings.async_driver),
        execution_options={OURS: True},
        **({"poolclass": AsyncAdaptedQueuePool, **_POOL} if pooled else {"poolclass": NullPool}),
    )
    _prepare(engine.sync_engine, place, settings)
    return engine


def _prepare(engine: Engine, place: Place, settings: Settings) -> Engine:
    if isinstance(place, SqlitePlace):
        prepare_connections(engine, settings.table.pragmas, settings.table.begin)
        watch_writers(engine)
    else:
        watch_statements(engine)
    keep_connections_clean(engine)
    name_blockers(engine)
    return engine


def _connect_args(place: Place, settings: Settings, driver: str) -> dict[str, Any]:
    """Return the driver's own arguments.

    The timeouts go with the connection's start, not as ``SET``: ``RESET ALL`` returns to them.
    """
    if isinstance(place, SqlitePlace):
        return {"check_same_thread": False}
    name = f"layerproof {settings.worker}"
    limits = {
        "statement_timeout": settings.table.statement_timeout,
        "lock_timeout": settings.table.lock_timeout,
    }
    wanted = {limit: str(round(seconds * 1_000)) for limit, seconds in limits.items()}
    if driver == "asyncpg":
        return {"server_settings": {"application_name": name, **wanted}}
    options = " ".join(f"-c {limit}={value}" for limit, value in wanted.items())
    return {"application_name": name, "options": options}
