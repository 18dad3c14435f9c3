"""Sessions that are mocks, for unit tests of repositories: no database, no engine, no SQL.

They have the shape of SQLAlchemy's: a method that does not exist cannot be called, nor one with
arguments that it does not take. What a statement would find is said beforehand by ``returns``.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from types import MethodType
from typing import Any
from unittest.mock import MagicMock, NonCallableMagicMock, create_autospec

from layerproof.errors import EnvironmentUnfitError, find_missing_module


def make_mock_session() -> Any:
    """Return a mock of ``Session`` for which every statement finds nothing; see ``returns``.

    ``session.added`` lists what was added and not expunged. ``begin()`` and ``begin_nested()`` are
    context managers, and so is the session. Everything else is that of ``unittest.mock``:
    ``session.get.return_value = user``, ``session.commit.assert_called_once()``.
    Raises ``EnvironmentUnfitError`` where SQLAlchemy is not installed.
    """
    try:
        from sqlalchemy.orm import Session, SessionTransaction
    except ImportError as error:
        raise _explain_missing(error) from error
    return _make(Session, SessionTransaction)


def make_mock_async_session() -> Any:
    """Return a mock of ``AsyncSession``, whose coroutines are awaited as the real ones are.

    It is used as ``make_mock_session`` says, with ``async with`` where the real one asks for it.
    """
    try:
        from sqlalchemy.ext.asyncio import AsyncSession, AsyncSessionTransaction
    except ImportError as error:
        raise _explain_missing(error) from error
    return _make(AsyncSession, AsyncSessionTransaction)


def returns(session: Any, *results: Iterable[Any]) -> Any:
    """Say what the next statements find, each a list of rows; return the session.

    One list is found by every statement, several by one statement each, in that order; none
    means that nothing is found. ``execute``, ``scalars`` and ``scalar`` take from the same lists.
    A row is an object or, for several columns, a tuple; ``scalar`` and ``scalars`` take its first
    column. Raises ``AssertionError`` when a statement comes after the last of several lists.
    """
    lists = [list(rows) for rows in results] or [[]]
    remaining = iter(lists)

    def next_rows() -> list[Any]:
        if len(lists) == 1:
            return lists[0]
        rows = next(remaining, None)
        if rows is None:
            raise AssertionError(f"statement {len(lists) + 1} was sent, {len(lists)} were expected")
        return rows

    session.execute.side_effect = lambda *_, **__: _result(next_rows())
    session.scalars.side_effect = lambda *_, **__: _result(next_rows()).scalars()
    session.scalar.side_effect = lambda *_, **__: _result(next_rows()).scalar()
    return session


def _result(rows: list[Any]) -> Any:
    """Return a real result over made-up rows: it has every method of SQLAlchemy's."""
    from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData

    tuples = [tuple(row) if isinstance(row, tuple) else (row,) for row in rows]
    width = len(tuples[0]) if tuples else 1
    names = getattr(rows[0], "_fields", None) if rows else None
    keys = list(names or (f"column_{number}" for number in range(1, width + 1)))
    result: Any = IteratorResult(SimpleResultMetaData(keys), iter(tuples))
    # What a repository asks after an update or a delete; only results of a cursor have it.
    result.rowcount = len(rows)
    return result


class _MockSession(NonCallableMagicMock):
    """A mock that looks at a method of the real class when it is first asked for it.

    ``create_autospec`` looks at all of them at once, which takes 25 ms a session.
    """

    def __getattr__(self, name: str) -> Any:
        kind = self.__dict__.get("mocked_class")
        original = None if name.startswith("_") else getattr(kind, name, None)
        if not inspect.isfunction(original):
            return super().__getattr__(name)
        self.attach_mock(create_autospec(MethodType(original, self)), name)
        return self.__dict__[name]


def _make(kind: type, transaction: type) -> Any:
    session = _MockSession(spec=kind)
    session.__dict__["mocked_class"] = kind
    session.get.return_value = None
    for method in (session.begin, session.begin_nested):
        method.side_effect = lambda *_, **__: _enterable(MagicMock(spec=transaction))
    _record_additions(session)
    return returns(_enterable(session))


def _enterable(mock: Any) -> Any:
    """Let ``with`` and ``async with`` give the mock itself, and errors through."""
    for name in ("__enter__", "__aenter__"):
        if hasattr(mock, name):
            getattr(mock, name).return_value = mock
    return mock


def _record_additions(session: Any) -> None:
    added: list[Any] = []

    def add(instance: Any, *_: Any, **__: Any) -> None:
        # A session holds an object once, by identity.
        if not any(one is instance for one in added):
            added.append(instance)

    def add_all(instances: Iterable[Any]) -> None:
        for instance in instances:
            add(instance)

    def expunge(instance: Any) -> None:
        added[:] = [one for one in added if one is not instance]

    session.added = added
    session.add.side_effect = add
    session.add_all.side_effect = add_all
    session.expunge.side_effect = expunge
    session.expunge_all.side_effect = added.clear


def _explain_missing(error: ImportError) -> EnvironmentUnfitError:
    missing = find_missing_module(error)
    return EnvironmentUnfitError(
        f"a mock of a session needs {missing}, which is not installed"
        if missing
        else f"what a mock of a session needs cannot be imported: {error}",
        advice='install it: pip install "layerproof[testing]"',
    )
