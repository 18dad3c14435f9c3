"""Engines for an address that somebody wrote, with a driver that fits what is to run."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from layerproof.errors import UsageError

_MODULES = {"pysqlite": "sqlite3"}
_PLAIN = {"postgresql": ("psycopg", "psycopg2"), "sqlite": ("pysqlite",)}
_ASYNCHRONOUS = {"postgresql": ("asyncpg", "psycopg"), "sqlite": ("aiosqlite",)}


def read_url(text: str) -> URL:
    """Return the address as SQLAlchemy reads it.

    Raises ``UsageError`` for what is none; the text is not repeated, it may hold a password.
    """
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise UsageError(
            "the database's address is not a URL",
            advice="write it as in postgresql://user@localhost/shop or sqlite:///shop.db",
        ) from error
    if url.get_backend_name() not in _PLAIN:
        raise UsageError(f"{url.get_backend_name()} is neither postgresql nor sqlite")
    return url


def is_asynchronous(url: URL) -> bool:
    """Whether the address names a driver that only works asynchronously."""
    return url.drivername.partition("+")[2] in ("aiosqlite", "asyncpg")


def open_engine(url: URL) -> Engine:
    """Return an engine that keeps no connection."""
    fitting = url.set(drivername=_fit(url, _PLAIN))
    return _prepare(create_engine(fitting, poolclass=NullPool))


def open_async_engine(url: URL) -> AsyncEngine:
    """Return an asynchronous engine that keeps no connection."""
    engine = create_async_engine(url.set(drivername=_fit(url, _ASYNCHRONOUS)), poolclass=NullPool)
    _prepare(engine.sync_engine)
    return engine


def _fit(url: URL, drivers: dict[str, tuple[str, ...]]) -> str:
    backend, _, driver = url.drivername.partition("+")
    fitting = drivers[backend]
    installed = [name for name in fitting if find_spec(_MODULES.get(name, name))]
    if driver in fitting:
        return url.drivername
    if not installed:
        raise UsageError(
            f"{backend} needs one of the drivers {', '.join(fitting)}, and none is installed"
        )
    return f"{backend}+{installed[0]}"


def _prepare(engine: Engine) -> Engine:
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _keep_references)
        event.listen(engine, "begin", _begin)
    return engine


def _keep_references(connection: Any, _record: object) -> None:
    # A savepoint before the driver's own BEGIN would outlive the rollback.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
