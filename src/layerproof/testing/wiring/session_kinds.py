"""Whether a dependency or a session factory gives synchronous or asynchronous sessions.

Asked before anything runs, so that the test's database is opened on the right side. What is
known counts first, what is guessed last: the type of a factory, the annotation of a function, the
factories that its code names, and only then whether the function itself is asynchronous. An
``async def get_db()`` may well give a synchronous session.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any, Literal, TypeAlias

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_scoped_session,
    async_sessionmaker,
)
from sqlalchemy.orm import Session, scoped_session, sessionmaker

SessionKind: TypeAlias = Literal["sync", "async"]

_ASYNC = (AsyncSession, AsyncEngine, async_sessionmaker, async_scoped_session)
_SYNC = (Session, Engine, sessionmaker, scoped_session)


def find_session_kind(source: Any) -> SessionKind:
    """Return the kind of session that a dependency, function or factory gives."""
    found = _kind_of_object(source)
    if found is None and callable(source):
        plain = _plain_function(source)
        found = _kind_of_annotation(plain) or _kind_of_named(plain) or _kind_of_function(plain)
    return found or "sync"


def _kind_of_object(value: Any) -> SessionKind | None:
    if isinstance(value, _ASYNC) or (inspect.isclass(value) and issubclass(value, _ASYNC)):
        return "async"
    if isinstance(value, _SYNC) or (inspect.isclass(value) and issubclass(value, _SYNC)):
        return "sync"
    return None


def _plain_function(source: Callable[..., Any]) -> Any:
    """Return the function behind partials, wrappers, methods and callable objects."""
    plain = getattr(source, "func", source)
    if not inspect.isroutine(plain) and not inspect.isclass(plain):
        plain = type(plain).__call__
    return getattr(inspect.unwrap(plain), "__func__", inspect.unwrap(plain))


def _kind_of_annotation(function: Any) -> SessionKind | None:
    """Read the words of what a function returns: types that only checkers import have no more."""
    returned = getattr(function, "__annotations__", {}).get("return", "")
    text = returned if isinstance(returned, str) else repr(returned)
    names = set(re.findall(r"\w+", text))
    namespace = getattr(function, "__globals__", {})
    if "AsyncSession" in names or any(_kind_of_object(namespace.get(n)) == "async" for n in names):
        return "async"
    if "Session" in names or any(_kind_of_object(namespace.get(n)) == "sync" for n in names):
        return "sync"
    return None


def _kind_of_named(function: Any) -> SessionKind | None:
    """Look at the factories, engines and sessions that a function's code speaks of."""
    kinds = {_kind_of_object(value) for value in _named_values(function)}
    if "async" in kinds:
        return "async"
    return "sync" if "sync" in kinds else None


def _named_values(function: Any) -> Iterator[Any]:
    code = getattr(function, "__code__", None)
    if code is None:
        return
    for name in code.co_names:
        yield function.__globals__.get(name)
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:
            continue


def _kind_of_function(function: Any) -> SessionKind:
    asynchronous = inspect.isasyncgenfunction(function) or inspect.iscoroutinefunction(function)
    return "async" if asynchronous else "sync"
