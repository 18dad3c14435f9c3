"""One test's database in one mode: sessions for the test and for the code under test.

``provision`` gives the database, ``isolation`` keeps tests apart; the pytest plugin opens a case
for each test that uses a database, and closes it after. The asynchronous side is opened and
closed on the test's own event loop, the synchronous one anywhere.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AsyncExitStack, ExitStack, suppress
from functools import cached_property
from typing import Any, ClassVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.orm import Session

from layerproof.database.errors import DatabaseUnfitError, TransactionEscapedError
from layerproof.database.isolation.rollback import async_rollback, rollback
from layerproof.database.isolation.sessions import (
    AsyncBind,
    Bind,
    lend,
    make_async_session,
    make_session,
    session_options,
)
from layerproof.database.provision import Provision, WorkerDatabase
from layerproof.database.values import Mode, Place
from layerproof.errors import LayerproofError


class Case(ABC):
    """What one test has of its database. Close the asynchronous side first, then ``close``.

    :param shares: whether the synchronous side is used too, so that an asynchronous session
        has to see the same transaction.
    """

    mode: ClassVar[Mode]
    #: The tables in which ``prepare`` found what others had committed, and undid it.
    found: tuple[str, ...] = ()

    def __init__(self, provision: Provision, name: str, *, shares: bool) -> None:
        self.provision = provision
        self.name = name
        self.shares = shares
        self._stack = ExitStack()
        self._async_stack = AsyncExitStack()
        self._async_engine: AsyncEngine | None = None

    @cached_property
    def database(self) -> WorkerDatabase:
        """The database that this test works on."""
        return self.provision.worker

    @property
    def engine(self) -> Engine:
        """The synchronous engine of the test's database."""
        return self.database.engine

    @property
    def async_engine(self) -> AsyncEngine:
        """The asynchronous engine of the test's database, for the loop that it is used on first.

        Raises ``DatabaseUnfitError`` where no asynchronous driver is installed.
        """
        if self._async_engine is None:
            self._async_engine = self.database.async_engine
            self._async_stack.push_async_callback(self._async_engine.dispose)
        return self._async_engine

    @cached_property
    def session(self) -> Session:
        """The test's own synchronous session."""
        return self.new_session()

    @cached_property
    def async_session(self) -> AsyncSession:
        """The test's own asynchronous session; ``open_async`` comes before it."""
        return self.new_async_session()

    @property
    def has_session(self) -> bool:
        """Whether the test has used its synchronous session."""
        return "session" in self.__dict__

    @property
    def has_async_session(self) -> bool:
        """Whether the test has used its asynchronous session."""
        return "async_session" in self.__dict__

    def new_session(self) -> Session:
        """Return a further session, closed with the case."""
        session = make_session(self.bind())
        self._stack.callback(self._close_session, session)
        return session

    def new_async_session(self) -> AsyncSession:
        """Return a further asynchronous session, closed with the asynchronous side."""
        session = make_async_session(self.async_bind())
        self._async_stack.push_async_callback(self._close_async_session, session)
        return session

    def _close_session(self, session: Session) -> None:
        session.close()

    async def _close_async_session(self, session: AsyncSession) -> None:
        await session.close()

    def session_options(self) -> dict[str, Any]:
        """Return what a session factory must be configured with to work in this case."""
        return session_options(self.bind())

    def async_session_options(self) -> dict[str, Any]:
        """Return the same for an asynchronous session factory."""
        return session_options(lend(self.async_bind()))

    @abstractmethod
    def bind(self) -> Bind:
        """Return what synchronous sessions are bound to."""

    @abstractmethod
    def async_bind(self) -> AsyncBind | Connection:
        """Return what asynchronous sessions are bound to; a sync connection is lent to them."""

    async def publish(self) -> None:
        """Commit what the test's own sessions have pending, so that a request can see it."""
        self.publish_now()
        if self.has_async_session and _is_pending(self.async_session.sync_session):
            await self.async_session.commit()

    def publish_now(self) -> None:
        """Do the same for the synchronous side, outside any event loop."""
        if self.has_session and _is_pending(self.session):
            self.session.commit()

    def refresh(self) -> None:
        """Let the test's synchronous session see what a request did."""
        if self.has_session:
            self.session.expire_all()

    def prepare(self) -> None:  # noqa: B027 - most modes have nothing to note
        """Note the state to return to, before the test changes anything."""

    def keep(self) -> Place:
        """Keep a copy of the database as it is now; return where it is."""
        return self.provision.snapshot(self.database, self.name)

    async def open_async(self) -> None:  # noqa: B027 - engines open by themselves
        """Open what the asynchronous side needs, on the running loop."""

    async def close_async(self) -> None:
        """Close the asynchronous side, on the loop that it was opened on."""
        await self._async_stack.aclose()
        self._async_engine = None

    def close(self) -> None:
        """Close the synchronous side, and leave the database as the next test wants it."""
        self._stack.close()


class RollbackCase(Case):
    """Everything in one transaction that is never committed."""

    mode = "rollback"
    _async_connection: AsyncConnection | None = None

    @cached_property
    def connection(self) -> Connection:
        """The connection whose outer transaction is undone."""
        return self._stack.enter_context(rollback(self.engine))

    @property
    def is_shared(self) -> bool:
        """Whether asynchronous sessions go over the synchronous connection."""
        return self.shares or "connection" in self.__dict__

    async def open_async(self) -> None:
        """Open the asynchronous transaction, unless the synchronous one is shared."""
        if self._async_connection is None and not self.is_shared:
            undone = async_rollback(self.async_engine)
            self._async_connection = await self._async_stack.enter_async_context(undone)

    async def close_async(self) -> None:
        """Undo the asynchronous transaction.

        Raises ``TransactionEscapedError`` when the test committed for real.
        """
        self._async_connection = None
        try:
            await super().close_async()
        except TransactionEscapedError:
            _restore(self.provision)
            raise

    def publish_now(self) -> None:
        """Commit the asynchronous session too, which needs no loop on a shared connection."""
        super().publish_now()
        if self.is_shared and self.has_async_session:
            session = self.async_session.sync_session
            if _is_pending(session):
                session.commit()

    def close(self) -> None:
        """Undo the transaction; raises as ``close_async`` does."""
        try:
            super().close()
        except TransactionEscapedError:
            _restore(self.provision)
            raise

    def _close_session(self, session: Session) -> None:
        """Close a session; that its savepoint is gone is told by the transaction around it."""
        with suppress(DBAPIError):
            session.close()

    async def _close_async_session(self, session: AsyncSession) -> None:
        """Do the same for an asynchronous session."""
        with suppress(DBAPIError):
            await session.close()

    def bind(self) -> Connection:
        """Return the connection.

        Raises ``DatabaseUnfitError`` when the test runs on an asynchronous connection already.
        """
        if self._async_connection is not None:
            raise DatabaseUnfitError(
                "a synchronous session was asked for in a test that runs on an asynchronous "
                "connection, and the two would not see each other's rows",
                advice='request the fixture "db" as an argument of the test beside the '
                "asynchronous one, and both work on one connection",
            )
        return self.connection

    def async_bind(self) -> AsyncBind | Connection:
        """Return the asynchronous connection, or the one that both share."""
        return self._async_connection or self.connection


class _RealCommits(Case):
    """Sessions on engines, as in production."""

    _loop: asyncio.AbstractEventLoop | None = None

    def bind(self) -> Engine:
        """Return the engine."""
        return self.engine

    async def open_async(self) -> None:
        """Note the test's loop, the only one on which connections are kept."""
        self._loop = asyncio.get_running_loop()

    def async_bind(self) -> AsyncEngine:
        """Return the asynchronous engine, elsewhere than on the test's loop one without a pool.

        A synchronous client runs the application on a loop of its own.
        """
        at_home = self._loop is not None and _running_loop() in (self._loop, None)
        return self.async_engine if at_home else self.database.loose_engine


class ResetCase(_RealCommits):
    """Real commits, everything that became dirty emptied afterwards."""

    mode = "reset"

    def prepare(self) -> None:
        """Begin as the template was, whatever tests before this one committed or counted up."""
        self.found = _restore(self.provision)

    def close(self) -> None:
        """End the sessions, then empty what the test and its code have filled."""
        try:
            super().close()
        finally:
            _restore(self.provision)


class CloneCase(_RealCommits):
    """A database of the test's own."""

    mode = "clone"

    @cached_property
    def database(self) -> WorkerDatabase:
        """The database that is made for this test."""
        return self.provision.make_fresh(self.name)

    _kept = False

    def keep(self) -> Place:
        """Leave the database as it is, instead of dropping it."""
        self._kept = True
        return self.provision.keep(self.database)

    def close(self) -> None:
        """Drop the database, unless it is kept."""
        super().close()
        if "database" in self.__dict__ and not self._kept:
            self.provision.drop(self.database)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _is_pending(session: Session) -> bool:
    """Whether there is something to commit; a failed transaction is the test's to roll back."""
    return session.in_transaction() and session.is_active


def _restore(provision: Provision) -> tuple[str, ...]:
    """Bring the shared database back; where that fails, the next test gets another one."""
    try:
        return provision.worker.take_baseline().restore()
    except LayerproofError:
        provision.renew()
        raise


_CASES: Mapping[Mode, type[Case]] = {
    "rollback": RollbackCase,
    "reset": ResetCase,
    "clone": CloneCase,
}


def open_case(provision: Provision, mode: Mode, name: str, *, shares: bool) -> Case:
    """Return a case in the mode; nothing is connected yet.

    :param name: a word that tells which test it is.
    """
    return _CASES[mode](provision, name, shares=shares)
