"""The engine, the session factory, and the sessions of requests; the only place that commits.

SQLite lets one connection write at a time. In WAL mode the others go on reading meanwhile, each
the state in which its transaction began. A transaction that has read and then wants to write
fails at once ("database is locked") when another has written in between, however long it may
wait. So a session that is going to write says so, and takes the lock before it reads.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import Session, SessionTransaction

from playground.settings import load_settings

#: Readers do not wait for the writer; a power cut may lose the last commits and damages nothing;
#: references hold; who finds the database locked waits for twenty seconds.
PRAGMAS: dict[str, int | str] = {
    "busy_timeout": 20_000,
    "journal_mode": "WAL",
    "foreign_keys": 1,
    "synchronous": "NORMAL",
}

#: The largest whole number that SQLite can compare an id with.
LARGEST = 2**63 - 1

#: SQLite takes the write lock for a statement that could write, before it looks for rows.
_TAKE_WRITE_LOCK = text("DELETE FROM logins WHERE 0")


class LockingSession(Session):
    """A session that, with ``info={"writes": True}``, has the write lock from its beginning."""


@event.listens_for(LockingSession, "after_begin")
def _lock(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    if session.info.get("writes"):
        connection.execute(_TAKE_WRITE_LOCK)


def make_engine(url: str) -> AsyncEngine:
    """Return an engine whose connections are set up for production."""
    engine = create_async_engine(url)
    _prepare(engine.sync_engine, PRAGMAS)
    return engine


def make_migration_engine(url: str) -> Engine:
    """Return an engine for migrations.

    Foreign keys are off: Alembic's batches replace tables, and dropping the old one would
    delete what refers to it.
    """
    engine = create_engine(make_url(url).set(drivername="sqlite"))
    _prepare(engine, {**PRAGMAS, "foreign_keys": 0})
    return engine


def _prepare(engine: Engine, pragmas: dict[str, int | str]) -> None:
    def connect(connection: Any, _record: object) -> None:
        # The driver would begin a transaction before the first change only, and read outside.
        connection.isolation_level = None
        cursor = connection.cursor()
        for name, value in pragmas.items():
            cursor.execute(f"PRAGMA {name} = {value}")
        cursor.close()

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin)


engine = make_engine(load_settings().database_url)
session_factory = async_sessionmaker(
    engine, sync_session_class=LockingSession, expire_on_commit=False
)


async def get_reading_session() -> AsyncIterator[AsyncSession]:
    """Yield a session that reads one state of the database."""
    async with session_factory() as session:
        yield session


async def get_writing_session() -> AsyncIterator[AsyncSession]:
    """Yield a session that writes; commit if the request went well."""
    async with session_factory(info={"writes": True}) as session, session.begin():
        yield session


# The scope ends them before the answer is sent: a commit that fails must not look like a success.
ReadingSession = Annotated[AsyncSession, Depends(get_reading_session, scope="function")]
WritingSession = Annotated[AsyncSession, Depends(get_writing_session, scope="function")]
