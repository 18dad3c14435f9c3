"""Whether sessions are synchronous or asynchronous is told without making one."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Callable, Iterator
from types import FunctionType
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session, async_sessionmaker
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from layerproof.testing.wiring.session_kinds import find_session_kind

make = sessionmaker()
make_async = async_sessionmaker()


async def annotated_sync() -> AsyncIterator[Session]:
    """Give a synchronous session from an asynchronous generator."""
    yield make()


def annotated_async() -> Iterator[AsyncSession]:
    """Give an asynchronous session from a plain generator."""
    yield make_async()


def bare() -> Any:
    """Give something."""


#: Its module has imported the class for type checkers alone.
annotated_unknown = FunctionType(bare.__code__, {})
annotated_unknown.__annotations__ = {"return": "Iterator[AsyncSession]"}


async def named_sync():  # type: ignore[no-untyped-def]  # as projects write it
    """Give a synchronous session without saying so."""
    with make() as session:
        yield session


def named_async():  # type: ignore[no-untyped-def]  # as projects write it
    """Give an asynchronous session without saying so."""
    return make_async()


async def bare_async(request: Any) -> Any:
    """Give whatever the request has."""
    return request.app.state.sessions()


def bare_sync(request: Any) -> Any:
    """Give whatever the request has."""
    return request.app.state.sessions()


def enclose(factory: Any) -> Callable[[], Any]:
    """Return a function that knows its factory by a closure."""

    def give() -> Any:
        return factory()

    return give


class Giver:
    """A dependency that is an object."""

    async def __call__(self) -> AsyncIterator[AsyncSession]:
        """Give a session."""
        yield make_async()

    def method(self) -> Iterator[Session]:
        """Give a session of the other kind."""
        yield make()


@functools.wraps(annotated_async)
def wrapped(*args: Any) -> Any:
    """Stand around a function."""


KINDS = {
    "sync": [
        make, scoped_session(make), Session, annotated_sync, named_sync, bare_sync,
        enclose(make), Giver().method, functools.partial(bare_sync, None), 7,
    ],
    "async": [
        make_async, async_scoped_session(make_async, scopefunc=int), AsyncSession,
        annotated_async, annotated_unknown, named_async, bare_async, enclose(make_async),
        Giver(), functools.partial(bare_async, None), wrapped,
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_is_told_by_type_annotation_names_or_function(kind: str) -> None:
    """What is known counts before what is guessed: the function's own kind comes last."""
    assert [find_session_kind(source) for source in KINDS[kind]] == [kind] * len(KINDS[kind])
