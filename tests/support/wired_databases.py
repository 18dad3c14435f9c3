"""A database for a wired backend, with a test's own session in one transaction, sync or async.

What the plugin's fixtures do for users, in the few lines that the tests of the wiring need.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from layerproof.core.config.values import Database
from layerproof.database.engines import make_async_engine, make_engine
from layerproof.database.isolation.rollback import async_rollback, rollback
from layerproof.database.isolation.sessions import (
    make_async_session,
    make_session,
    session_options,
)
from layerproof.database.settings import read_settings
from layerproof.database.values import Place, Settings, SqlitePlace
from layerproof.testing.wiring.sessions import SessionSource
from tests.support.postgres import running_server, scratch_place

ENGINES = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class WiredDatabase:
    """One database. ``url`` and ``async_url`` are SQLAlchemy's."""

    place: Place
    settings: Settings

    @property
    def url(self) -> str:
        """The address for a synchronous engine."""
        return self.place.url(self.settings.driver)

    @property
    def async_url(self) -> str:
        """The address for an asynchronous engine."""
        return self.place.url(self.settings.async_driver)

    def create_tables(self, metadata: MetaData) -> None:
        """Create a backend's tables."""
        engine = make_engine(self.place, self.settings)
        metadata.create_all(engine)
        engine.dispose()

    def read(self, query: Select[Any]) -> list[Any]:
        """Return what another connection sees."""
        engine = make_engine(self.place, self.settings)
        with Session(engine) as session:
            found = list(session.scalars(query))
        engine.dispose()
        return found


@contextmanager
def wired_database(folder: Path, engine: str) -> Iterator[WiredDatabase]:
    """Give an empty database: a file in the folder, or one on this process's server."""
    settings = read_settings(Database(engine=engine), folder, run="wired", environment={})
    if engine == "sqlite":
        yield WiredDatabase(SqlitePlace(folder / "wired.db"), settings)
        return
    with scratch_place(running_server()) as place:
        yield WiredDatabase(place, settings)


@dataclass(frozen=True, slots=True)
class RunningTest:
    """What a test has: its own session, and the source for the code under test."""

    session: Any
    source: SessionSource

    async def scalars(self, query: Select[Any]) -> list[Any]:
        """Return what the test's own session sees."""
        found = self.session.scalars(query)
        return list(await found if isinstance(self.session, AsyncSession) else found)

    async def commit(self) -> None:
        """Commit the test's own session."""
        done = self.session.commit()
        if done is not None:
            await done


@asynccontextmanager
async def running_test(database: WiredDatabase, *, is_async: bool) -> AsyncIterator[RunningTest]:
    """Give a test in a transaction that is undone at the end."""
    if is_async:
        engine = make_async_engine(database.place, database.settings)
        try:
            async with (
                async_rollback(engine) as connection,
                make_async_session(connection) as session,
            ):
                source = SessionSource(
                    sync_options=_refuse,
                    async_options=lambda: session_options(connection),
                    before_request=session.commit,
                )
                yield RunningTest(session, source)
        finally:
            await engine.dispose()
        return
    with _running_sync_test(database) as test:
        yield test


@contextmanager
def _running_sync_test(database: WiredDatabase) -> Iterator[RunningTest]:
    engine = make_engine(database.place, database.settings)
    try:
        with rollback(engine) as connection, make_session(connection) as session:
            source = SessionSource(
                sync_options=lambda: session_options(connection),
                async_options=_refuse,
                before_request=session.commit,
                after_request=session.expire_all,
            )
            yield RunningTest(session, source)
    finally:
        engine.dispose()


def _refuse() -> dict[str, Any]:
    raise AssertionError("a session of the other kind was asked for")
