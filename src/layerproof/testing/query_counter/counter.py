"""What a test holds: a counter, and the two ways to open one. ``listening`` fills it."""

from __future__ import annotations

import threading
from contextlib import suppress
from contextvars import ContextVar, Token
from dataclasses import replace
from types import TracebackType
from typing import Any, Literal, Self, TypeAlias

from layerproof.errors import UsageError
from layerproof.testing.query_counter.listening import start_listening, stop_listening
from layerproof.testing.query_counter.message import describe_excess
from layerproof.testing.query_counter.statements import Repeated, Statement, group

#: Whose statements count: everybody's, or those of the block itself and of what it starts.
Scope: TypeAlias = Literal["all", "block"]

#: The counters whose block the running code is in; threads and tasks inherit it as contexts do.
_open_blocks: ContextVar[tuple[QueryCounter, ...]] = ContextVar("layerproof_blocks", default=())


class QueryCounter:
    """Counts statements between its start and its end; afterwards it can still be asked.

    Not counted: transaction control (``BEGIN``, ``SAVEPOINT`` and the like), ``PRAGMA``, what
    SQLAlchemy asks a server on its first connection, and whatever runs with
    ``execution_options(layerproof_ignored=True)``. An ``executemany`` counts once, a failing
    statement counts. Use it as ``with`` or ``async with``; again after it has ended, it goes on.
    """

    def __init__(self, *binds: Any, scope: Scope = "all", limit: int | None = None) -> None:
        self._binds = tuple(_core_of(bind) for bind in binds)
        self._scope = scope
        self._limit = limit
        self._lock = threading.Lock()
        self._statements: dict[int, Statement] = {}
        self._token: Token[tuple[QueryCounter, ...]] | None = None

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What was sent, in that order."""
        with self._lock:
            return tuple(self._statements.values())

    @property
    def count(self) -> int:
        """How many statements were sent."""
        return len(self._statements)

    @property
    def repeated(self) -> tuple[Repeated, ...]:
        """What one line sent more than once but for values, the most frequent first: N+1."""
        return tuple(one for one in group(self.statements) if one.count > 1)

    @property
    def selects(self) -> tuple[Statement, ...]:
        """The statements that read."""
        return self._of_kind("SELECT")

    @property
    def inserts(self) -> tuple[Statement, ...]:
        """The statements that insert rows."""
        return self._of_kind("INSERT")

    @property
    def updates(self) -> tuple[Statement, ...]:
        """The statements that change rows."""
        return self._of_kind("UPDATE")

    @property
    def deletes(self) -> tuple[Statement, ...]:
        """The statements that delete rows."""
        return self._of_kind("DELETE")

    @property
    def duration(self) -> float:
        """Seconds that the drivers took for all statements that have ended."""
        return sum(statement.duration or 0.0 for statement in self.statements)

    def reset(self) -> None:
        """Forget everything that was counted so far."""
        with self._lock:
            self._statements.clear()

    def assert_max(self, limit: int) -> None:
        """Raise ``AssertionError`` with every statement and its line if there were more."""
        __tracebackhide__ = True
        if self.count > limit:
            raise AssertionError(describe_excess(limit, self.statements))

    def __len__(self) -> int:
        return self.count

    def __bool__(self) -> bool:
        # A counter that has counted nothing is still a counter.
        return True

    def __repr__(self) -> str:
        return f"<QueryCounter: {self.count} queries>"

    def __enter__(self) -> Self:
        start_listening(self)
        if self._scope == "block":
            self._token = _open_blocks.set((*_open_blocks.get(), self))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        stop_listening(self)
        if self._token is not None:
            # An asynchronous fixture may end in another context than it began in.
            with suppress(ValueError):
                _open_blocks.reset(self._token)
            self._token = None
        # What went wrong in the block says more than how often it asked.
        if error is None and self._limit is not None:
            self.assert_max(self._limit)

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        self.__exit__(kind, error, traceback)

    def wants(self, connection: Any) -> bool:
        """Return whether statements on this connection are counted, from here."""
        if self._scope == "block" and self not in _open_blocks.get():
            return False
        return not self._binds or any(_belongs(connection, bind) for bind in self._binds)

    def hear(self, key: int, statement: Statement) -> None:
        """Keep a statement that is being sent."""
        with self._lock:
            self._statements[key] = statement

    def hear_end(
        self, key: int, *, duration: float, rowcount: int | None, error: str | None
    ) -> None:
        """Complete the statement of that key, unless it was forgotten meanwhile."""
        with self._lock:
            if (sent := self._statements.get(key)) is not None:
                self._statements[key] = replace(
                    sent, duration=duration, rowcount=rowcount, error=error
                )

    def _of_kind(self, kind: str) -> tuple[Statement, ...]:
        return tuple(statement for statement in self.statements if statement.kind == kind)


def count_queries(*binds: Any, scope: Scope = "all") -> QueryCounter:
    """Return a counter for a ``with`` or ``async with`` block.

    :param binds: engines, connections, sessions or session factories, sync or async; only what
        is sent through them is counted. None given: every SQLAlchemy engine of the process.
    :param scope: ``all`` counts what any thread or task sends meanwhile; ``block`` only what the
        block itself sends, and the tasks and ``asyncio.to_thread`` calls that it starts.

    Raises ``UsageError`` for anything else as a bind, ``EnvironmentUnfitError`` on entering
    where SQLAlchemy is not installed.
    """
    return QueryCounter(*binds, scope=scope)


def assert_max_queries(limit: int, *binds: Any, scope: Scope = "all") -> QueryCounter:
    """Return a counter whose block may send at most ``limit`` statements.

    At the end of the block it raises ``AssertionError``, which lists the statements by line,
    repeated ones first. ``binds`` and ``scope`` are those of ``count_queries``.
    """
    if limit < 0:
        raise UsageError(f"a limit of queries is 0 or more, not {limit}")
    return QueryCounter(*binds, scope=scope, limit=limit)


def _core_of(bind: Any) -> Any:
    """Return the synchronous engine or connection that a bind stands for."""
    from sqlalchemy import Connection, Engine

    found = bind
    for name in ("sync_session", "sync_connection", "sync_engine"):
        found = getattr(found, name, None) or found
    if isinstance(found, Engine | Connection):
        return found
    inner = _bind_of(found)
    if inner is None:
        raise UsageError(
            f"queries cannot be counted on {bind!r}",
            advice="give an engine, a connection, a session or a session factory with one bind",
        )
    return _core_of(inner)


def _bind_of(bind: Any) -> Any:
    """Return the bind of a session or of a factory of sessions, ``None`` where there is none."""
    from sqlalchemy.exc import UnboundExecutionError

    options = getattr(bind, "kw", None)
    if isinstance(options, dict):
        return options.get("bind")
    if not callable(getattr(bind, "get_bind", None)):
        return None
    try:
        return bind.get_bind()
    except UnboundExecutionError:
        return None


def _belongs(connection: Any, bind: Any) -> bool:
    # Engines with execution options of their own share a pool.
    return connection is bind or (hasattr(bind, "pool") and connection.engine.pool is bind.pool)
