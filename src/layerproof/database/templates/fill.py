"""Calls the seed function with what it asks for, and commits; ``create`` made the tables."""

from __future__ import annotations

import asyncio
import inspect
import typing
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from layerproof.database.errors import TemplateFailedError, WiringError
from layerproof.database.templates.order import Order
from layerproof.database.templates.targets import load_target

_KINDS = (AsyncSession, AsyncConnection, Session, Connection)
_SESSION_NAMES = ("session", "db", "db_session", "async_session")
_CONNECTION_NAMES = ("connection", "conn")


def run_seed(order: Order, target: str) -> None:
    """Call the function, and await what it returns if that can be awaited.

    It may take nothing, or one session or connection, told by its annotation or its name.
    Raises ``WiringError`` for any other function; what the function raises is passed on.
    """
    function = load_target(target)
    kind = _wanted_kind(function, target)
    if kind is None:
        _finish(function())
    elif issubclass(kind, AsyncSession | AsyncConnection):
        asyncio.run(_run_async(order, function, kind))
    else:
        _run_sync(order, function, kind)


def _wanted_kind(function: Callable[..., Any], target: str) -> type[Any] | None:
    """Return the class of the one argument, or ``None`` when there is none."""
    if not callable(function):
        raise WiringError(f"database.seed: {target} is no function", advice="name a function")
    wanted = [
        parameter
        for parameter in inspect.signature(function).parameters.values()
        if parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    ]
    if not wanted:
        return None
    kind = _kind_of(function, wanted[0]) if len(wanted) == 1 else None
    if kind is None:
        raise WiringError(
            f"database.seed: {target}{inspect.signature(function)} takes what is not known",
            advice="let it take nothing, or one Session, AsyncSession, Connection or"
            " AsyncConnection",
        )
    return kind


def _kind_of(function: Callable[..., Any], parameter: inspect.Parameter) -> type[Any] | None:
    try:
        annotation = typing.get_type_hints(function).get(parameter.name)
    except (NameError, TypeError):  # names that only a type checker sees
        text = str(parameter.annotation).rpartition(".")[2]
        annotation = next((kind for kind in _KINDS if kind.__name__ == text), None)
    if isinstance(annotation, type):
        return annotation if issubclass(annotation, _KINDS) else None
    asynchronous = inspect.iscoroutinefunction(function)
    if parameter.name in _SESSION_NAMES:
        return AsyncSession if asynchronous else Session
    if parameter.name in _CONNECTION_NAMES:
        return AsyncConnection if asynchronous else Connection
    return None


def _run_sync(order: Order, function: Callable[[Any], Any], kind: type[Any]) -> None:
    engine = create_engine(order.url, poolclass=NullPool)
    with engine.connect() if issubclass(kind, Connection) else kind(bind=engine) as wanted:
        _finish(function(wanted))
        wanted.commit()


async def _run_async(order: Order, function: Callable[[Any], Any], kind: type[Any]) -> None:
    if order.async_url is None:
        raise TemplateFailedError(
            "database.seed is asynchronous, and no asynchronous driver is installed",
            advice="install asyncpg (aiosqlite for SQLite), or name one in database.async_driver",
        )
    engine = create_async_engine(order.async_url, poolclass=NullPool)
    opened = engine.connect() if issubclass(kind, AsyncConnection) else kind(bind=engine)
    async with opened as wanted:
        returned = function(wanted)
        if inspect.isawaitable(returned):
            await returned
        await wanted.commit()
    await engine.dispose()


def _finish(returned: object) -> None:
    if inspect.isawaitable(returned):
        asyncio.run(_await(returned))


async def _await(returned: Awaitable[object]) -> None:
    await returned
