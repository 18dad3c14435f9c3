"""Session factories of a backend, moved onto the database of the running test.

A ``sessionmaker`` is changed in place, so that every reference to it follows: an imported name,
a default argument, the attribute of a unit of work. A plain function cannot be changed; it is
replaced wherever the project's modules and classes hold it (``references``).
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    ExitStack,
    asynccontextmanager,
    contextmanager,
)
from typing import Any, TypeAlias

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_scoped_session,
    async_sessionmaker,
)
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from layerproof.database.errors import WiringError
from layerproof.testing.wiring.references import replace_everywhere
from layerproof.testing.wiring.sessions import (
    SessionSource,
    explain_no_session,
    move_session,
    moving,
    without_routing,
)
from layerproof.testing.wiring.targets import resolve_target

#: Asked each time a session is made; may refuse by raising.
Options: TypeAlias = Callable[[], Mapping[str, Any]]


class MovedKeywords(dict[str, Any]):
    """A session factory's keywords, with those of the running test above them.

    The test's are asked for at each call: an asynchronous connection opens late, and a factory
    that the test does not use must not ask for one. What the code under test configures
    meanwhile is taken, and lies beneath.

    :param own: the factory's keywords.
    """

    def __init__(self, own: Mapping[str, Any], options: Options) -> None:
        super().__init__(own)
        self._options = options

    def items(self) -> Any:
        """Return all keywords; this is what a factory reads when it is called."""
        own = {**dict(super().items()), "binds": None}
        if own.get("sync_session_class"):
            own["sync_session_class"] = without_routing(own["sync_session_class"])
        return {**own, **self._options()}.items()


@contextmanager
def redirect_session_factories(targets: Iterable[str], source: SessionSource) -> Iterator[None]:
    """Let session factories make sessions on the test's database until the block ends.

    :param targets: ``package.module:name`` of a ``sessionmaker``, ``async_sessionmaker``,
        ``scoped_session``, ``async_scoped_session``, or of a function that gives a session, as
        a return value, a context manager or a generator, asynchronous or not.

    Everything is as it was afterwards. Raises ``WiringError`` for a target that cannot be found
    or makes no sessions.
    """
    with ExitStack() as stack:
        for target in targets:
            stack.enter_context(_redirect(target, resolve_target(target), source))
        yield


def _redirect(target: str, factory: Any, source: SessionSource) -> AbstractContextManager[None]:
    if isinstance(factory, sessionmaker):
        return _move_keywords(factory, source.sync_options)
    if isinstance(factory, async_sessionmaker):
        return _move_keywords(factory, source.async_options)
    if isinstance(factory, scoped_session | async_scoped_session):
        return _redirect_scoped(target, factory, source)
    if inspect.isroutine(factory):
        return replace_everywhere(target, factory, _wrap_function(factory, source, target))
    raise _explain_stranger(target, factory)


@contextmanager
def _move_keywords(factory: Any, options: Options) -> Iterator[None]:
    kept = (factory.kw, factory.class_)
    factory.kw = MovedKeywords(factory.kw, options)
    factory.class_ = without_routing(factory.class_)
    try:
        yield
    finally:
        factory.kw, factory.class_ = kept


@contextmanager
def _redirect_scoped(target: str, scoped: Any, source: SessionSource) -> Iterator[None]:
    """Move the factory within, and begin with a registry in which no session lives yet.

    A session that another thread or task has left in the old one would still be on the database
    of an earlier test.
    """
    kept = scoped.registry
    made = {"createfunc": kept.createfunc}
    if hasattr(kept, "scopefunc"):
        made["scopefunc"] = kept.scopefunc
    with _redirect(target, scoped.session_factory, source):
        scoped.registry = type(kept)(**made)
        try:
            yield
        finally:
            _close_registered(scoped.registry)
            scoped.registry = kept


def _close_registered(registry: Any) -> None:
    """Close the sessions that the code under test has left; asynchronous ones end with the loop."""
    for session in _registered(registry):
        if isinstance(session, Session):
            session.close()


def _registered(registry: Any) -> list[Any]:
    held = getattr(registry, "registry", None)
    if isinstance(held, dict):
        return list(held.values())
    return [registry()] if registry.has() else []


def _wrap_function(
    make: Callable[..., Any], source: SessionSource, origin: str
) -> Callable[..., Any]:
    """Return a function of the same kind whose sessions are on the test's database."""
    if inspect.isasyncgenfunction(make):
        open_async = asynccontextmanager(make)

        @functools.wraps(make)
        async def generate_async(*args: Any, **kwargs: Any) -> Any:
            with moving(source, origin) as move:
                async with open_async(*args, **kwargs) as value:
                    yield move(value)

        return generate_async
    if inspect.isgeneratorfunction(make):
        open_sync = contextmanager(make)

        @functools.wraps(make)
        def generate(*args: Any, **kwargs: Any) -> Iterator[Any]:
            with moving(source, origin) as move, open_sync(*args, **kwargs) as value:
                yield move(value)

        return generate
    if inspect.iscoroutinefunction(make):

        @functools.wraps(make)
        async def give_async(*args: Any, **kwargs: Any) -> Any:
            return _move_given(await make(*args, **kwargs), source, origin)

        return give_async

    @functools.wraps(make)
    def give(*args: Any, **kwargs: Any) -> Any:
        return _move_given(make(*args, **kwargs), source, origin)

    return give


def _move_given(value: Any, source: SessionSource, origin: str) -> Any:
    """Return what a function gave, on the test's database for as long as it lives."""
    if isinstance(value, Session | AsyncSession):
        move_session(value, source)
        return value
    if isinstance(value, AbstractAsyncContextManager):
        return _entered_async(value, source, origin)
    if isinstance(value, AbstractContextManager):
        return _entered(value, source, origin)
    raise explain_no_session(value, origin)


@asynccontextmanager
async def _entered_async(
    opened: AbstractAsyncContextManager[Any], source: SessionSource, origin: str
) -> Any:
    with moving(source, origin) as move:
        async with opened as value:
            yield move(value)


@contextmanager
def _entered(
    opened: AbstractContextManager[Any], source: SessionSource, origin: str
) -> Iterator[Any]:
    with moving(source, origin) as move, opened as value:
        yield move(value)


def _explain_stranger(target: str, factory: object) -> WiringError:
    advice = "name a sessionmaker, or a function that gives a session"
    if isinstance(factory, Engine | AsyncEngine):
        advice = (
            "an engine cannot be moved: let env set the address that it is made from, e.g. "
            'env = { DATABASE_URL = "{url}" }'
        )
    return WiringError(
        f'session_factories: "{target}" is no session factory but of the type '
        f"{type(factory).__name__}",
        advice=advice,
    )
