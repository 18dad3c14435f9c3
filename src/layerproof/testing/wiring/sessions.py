"""Sessions of the code under test, moved onto the database of the running test.

What the code makes itself is kept: its session class, its options, the moment at which it
commits, rolls back or closes. Only where the session connects to is changed. A dependency that
forgets to commit is thereby seen to forget it, and nothing of the test's own session (its identity
map, its pending objects) leaks into the request.

``dependencies`` puts the override in place, ``factories`` does the same for session factories.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
)
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session, async_sessionmaker
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from layerproof.database.errors import WiringError
from layerproof.testing.wiring.application_tree import describe_call


def _do_nothing() -> None:
    """Stand for a step that is not needed."""


@dataclass(frozen=True, slots=True)
class SessionSource:
    """The database of the running test, as the code under test is to see it.

    ``sync_options`` and ``async_options`` return what a session must be made with to work there
    (``bind``, ``join_transaction_mode``); they are asked each time a session is made, and may
    refuse by raising. ``before_request`` makes what the test has pending visible, ``after_request``
    lets the test see what the request did; both may return something to await.
    """

    sync_options: Callable[[], Mapping[str, Any]]
    async_options: Callable[[], Mapping[str, Any]]
    before_request: Callable[[], Awaitable[None] | None] = _do_nothing
    after_request: Callable[[], Awaitable[None] | None] = _do_nothing


def make_session_override(
    dependency: Callable[..., Any], source: SessionSource
) -> Callable[..., AsyncIterator[Any]]:
    """Return what replaces a session dependency in a FastAPI application.

    It runs the dependency itself, with the parameters that it asks for, and moves the session
    that comes of it to the test's database. The dependency may be a function, generator or
    coroutine, asynchronous or not, and give a session, a session factory or an object with a
    ``session``.

    The replacement raises ``WiringError`` where a session comes that is connected already, a
    registry of sessions, or something else.
    """
    opened = _open_dependency(dependency)

    @functools.wraps(dependency)
    async def run_on_test_database(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        await _finish(source.before_request())
        try:
            with moving(source, describe_call(dependency)) as move:
                async with opened(*args, **kwargs) as value:
                    yield move(value)
        finally:
            await _finish(source.after_request())

    return run_on_test_database


@contextmanager
def moving(source: SessionSource, origin: str) -> Iterator[Callable[[Any], Any]]:
    """Give a function that moves what was made to the test's database; undo it at the end.

    To be opened before what makes the session, which may write on its way out: only then may its
    session return to where it belongs.

    :param origin: what makes it, for messages.

    The function returns what the code under test is to get. It raises ``WiringError`` where there
    is no session in a value, or one that is connected already.
    """
    undo: list[Callable[[], None]] = []

    def move(value: Any) -> Any:
        if isinstance(value, sessionmaker | async_sessionmaker):
            return _copy_factory(value, source)
        session = _find_session(value)
        if session is None:
            raise explain_no_session(value, origin)
        _refuse_connected(session, origin)
        undo.append(_remember_place(session))
        move_session(session, source)
        return value

    try:
        yield move
    finally:
        for each in undo:
            each()


def explain_no_session(value: object, origin: str) -> WiringError:
    """Return the error for what was to give a session and gave something else."""
    return WiringError(
        f'"{origin}" gave no session but an object of the type {type(value).__name__}',
        advice="list the session factory that it uses in session_factories, or override the "
        'fixture "override_get_db"',
    )


def _sync_part(session: Session | AsyncSession) -> Session:
    return session.sync_session if isinstance(session, AsyncSession) else session


def _remember_place(session: Session | AsyncSession) -> Callable[[], None]:
    """Return what puts a session back: one that lives on in a registry meets the next test."""
    place = _sync_part(session)
    bind, mode = session.bind, place.join_transaction_mode
    route = vars(place).get("get_bind")

    def put_back() -> None:
        session.bind, place.join_transaction_mode = bind, mode
        vars(place).pop("get_bind", None)
        if route is not None:
            vars(place)["get_bind"] = route

    return put_back


def move_session(session: Session | AsyncSession, source: SessionSource) -> None:
    """Let a session connect to the test's database from now on.

    The answer of ``get_bind`` is replaced as well: sessions that route by model or by statement
    would otherwise go elsewhere.
    """
    if isinstance(session, AsyncSession):
        model = AsyncSession(**source.async_options())
        session.bind = model.bind
        _copy_place(model.sync_session, session.sync_session)
    else:
        _copy_place(Session(**source.sync_options()), session)


def without_routing(kind: Any) -> Any:
    """Return a session class that goes where it is bound to, not to one of several databases.

    :param kind: a subclass of ``Session`` or ``AsyncSession``; returned as it is if it can be.
    """
    if issubclass(kind, AsyncSession):
        plain = without_routing(kind.sync_session_class)
        if plain is kind.sync_session_class:
            return kind
        return type(kind.__name__, (kind,), {"sync_session_class": plain})
    if kind.get_bind is Session.get_bind:
        return kind
    return type(kind.__name__, (kind,), {"get_bind": Session.get_bind})


def _copy_place(model: Session, session: Session) -> None:
    session.bind = model.bind
    session.join_transaction_mode = model.join_transaction_mode
    vars(session)["get_bind"] = model.get_bind


def _find_session(value: Any) -> Session | AsyncSession | None:
    """Return the session in a value. Of a registry there may be one in each thread: none."""
    if isinstance(value, scoped_session | async_scoped_session):
        return None
    if isinstance(value, Session | AsyncSession):
        return value
    inner = getattr(value, "session", None)
    return inner if isinstance(inner, Session | AsyncSession) else None


def _refuse_connected(session: Session | AsyncSession, origin: str) -> None:
    """Refuse a session that has spoken to a database before it could be moved."""
    transaction = _sync_part(session).get_transaction()
    if transaction is not None and getattr(transaction, "_connections", None):
        raise WiringError(
            f'"{origin}" uses its session before it hands it over, so that it is connected to '
            "another database than the test's",
            advice="list the session factory that it uses in session_factories: then the session "
            "is on the test's database from its first statement",
        )


def _copy_factory(value: Any, source: SessionSource) -> Any:
    """Return a factory like the given one whose sessions are on the test's database."""
    is_async = isinstance(value, async_sessionmaker)
    options = source.async_options() if is_async else source.sync_options()
    kept = {**value.kw, "binds": None}
    return type(value)(class_=without_routing(value.class_), **{**kept, **options})


def _open_dependency(dependency: Callable[..., Any]) -> Callable[..., Any]:
    """Return a dependency of any kind as an asynchronous context manager.

    What is synchronous runs in a thread of the pool, as FastAPI runs it, which is imported by a
    request: an application that is none of FastAPI's is told apart before.
    """
    if _is_kind(dependency, inspect.isasyncgenfunction):
        return asynccontextmanager(dependency)
    if _is_kind(dependency, inspect.isgeneratorfunction):
        synchronous = contextmanager(dependency)
        return lambda *args, **kwargs: _open_in_thread(synchronous(*args, **kwargs))
    if _is_kind(dependency, inspect.iscoroutinefunction):
        return _closing(dependency)
    return _closing(functools.partial(_run_in_thread, dependency))


def _open_in_thread(manager: AbstractContextManager[Any]) -> AbstractAsyncContextManager[Any]:
    from fastapi.concurrency import contextmanager_in_threadpool

    return contextmanager_in_threadpool(manager)


async def _run_in_thread(dependency: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    from fastapi.concurrency import run_in_threadpool

    return await run_in_threadpool(dependency, *args, **kwargs)


def _closing(give: Callable[..., Awaitable[Any]]) -> Callable[..., Any]:
    """Return as a context manager what gives a session and leaves it to itself."""

    @asynccontextmanager
    async def opened(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        value = await give(*args, **kwargs)
        try:
            yield value
        finally:
            await _close(value)

    return opened


async def _close(value: Any) -> None:
    """Close a session that its dependency leaves open, before the test's connection goes."""
    session = _find_session(value)
    if session is not None:
        await _finish(session.close())


def _is_kind(call: Callable[..., Any], check: Callable[[Any], bool]) -> bool:
    """Ask a function, what it wraps, or a callable object's ``__call__``."""
    plain = call.func if isinstance(call, functools.partial) else call
    candidates = [plain, inspect.unwrap(plain)]
    if not inspect.isclass(plain):
        candidates.append(getattr(plain, "__call__", None))  # noqa: B004 - its kind is asked
    return any(check(candidate) for candidate in candidates if candidate is not None)


async def _finish(step: Awaitable[None] | None) -> None:
    if inspect.isawaitable(step):
        await step
