"""Mocks of sessions have the shape of the real ones, and find what they are told."""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from layerproof.errors import EnvironmentUnfitError
from layerproof.testing import make_mock_async_session, make_mock_session, returns
from tests.support.library import Author

ANN, BO = Author(id=1, name="Ann"), Author(id=2, name="Bo")
AUTHORS = select(Author)


class Pair(NamedTuple):
    """A row of two columns with names."""

    name: str
    books: int


def test_a_misspelt_method_fails() -> None:
    """What the real session does not have, or does not take, the mock refuses."""
    made: list[tuple[Any, type]] = [
        (make_mock_session(), Session),
        (make_mock_async_session(), AsyncSession),
    ]
    for mock, kind in made:
        assert issubclass(mock.__class__, kind)
        with pytest.raises(AttributeError, match="no attribute 'comit'"):
            mock.comit()
        with pytest.raises(TypeError, match="missing a required argument: 'instance'"):
            mock.add()


def test_nothing_is_found_at_first() -> None:
    """Without a word, statements find nothing, in each of the ways to ask."""
    session = make_mock_session()
    assert session.execute(AUTHORS).all() == []
    assert session.scalars(AUTHORS).first() is None
    assert session.scalar(AUTHORS) is None
    assert session.get(Author, 1) is None
    with pytest.raises(NoResultFound, match="No row was found"):
        session.execute(AUTHORS).scalar_one()


def test_one_list_is_found_by_every_statement() -> None:
    """Objects are found as a real result gives them, again and again."""
    session = returns(make_mock_session(), [ANN, BO])
    assert session.scalars(AUTHORS).all() == [ANN, BO]
    assert session.execute(AUTHORS).scalars().all() == [ANN, BO]
    assert session.execute(AUTHORS).all() == [(ANN,), (BO,)]
    assert session.scalar(AUTHORS) is ANN
    assert session.execute(delete(Author)).rowcount == 2
    assert session.execute.call_count == 3


def test_several_lists_are_found_in_turn() -> None:
    """Each statement finds the next list, and one too many is told."""
    session = returns(make_mock_session(), [ANN], [], [("Bo", 2)])
    assert session.scalar(AUTHORS) is ANN
    assert session.execute(AUTHORS).one_or_none() is None
    assert session.execute(AUTHORS).one() == ("Bo", 2)
    with pytest.raises(AssertionError, match=r"^statement 4 was sent, 3 were expected$"):
        session.scalars(AUTHORS)


def test_rows_have_names() -> None:
    """The fields of a named tuple are the columns."""
    session = returns(make_mock_session(), [Pair("Ann", 3)])
    row = session.execute(AUTHORS).one()
    assert (row.name, row.books, row._mapping["books"]) == ("Ann", 3, 3)


def test_additions_are_recorded() -> None:
    """Added objects are listed once, by identity, without those that were expunged."""
    for session in (make_mock_session(), make_mock_async_session()):
        session.add(ANN)
        session.add_all([ANN, BO])
        assert session.added == [ANN, BO]
        session.expunge(ANN)
        assert session.added == [BO]
        session.expunge_all()
        assert session.added == []
        session.add.assert_called_once_with(ANN)


def test_blocks_let_errors_through() -> None:
    """The session and its transactions are context managers that swallow nothing."""
    session = make_mock_session()
    with session as same, same.begin() as transaction, same.begin_nested(), same.no_autoflush:
        transaction.rollback()
    assert same is session
    session.begin_nested.assert_called_once_with()
    with pytest.raises(LookupError, match="oops"), session, session.begin(), session.begin_nested():
        raise LookupError("oops")


async def test_asynchronous_blocks_let_errors_through() -> None:
    """The same with ``async with``."""
    session = make_mock_async_session()
    async with session as same, same.begin() as transaction, same.begin_nested():
        await transaction.rollback()
    assert same is session
    with pytest.raises(LookupError, match="oops"):
        await _fail_in(session)


async def _fail_in(session: Any) -> None:
    async with session, session.begin(), session.begin_nested():
        raise LookupError("oops")


async def test_coroutines_are_awaited() -> None:
    """What is a coroutine on the real session is one on the mock, results are buffered."""
    session = returns(make_mock_async_session(), [ANN, BO])
    assert (await session.execute(AUTHORS)).scalars().all() == [ANN, BO]
    assert (await session.scalars(AUTHORS)).all() == [ANN, BO]
    assert await session.scalar(AUTHORS) is ANN
    assert await session.get(Author, 1) is None
    await session.commit()
    session.commit.assert_awaited_once_with()
    session.get.return_value = BO
    assert await session.get(Author, 2) is BO


def test_the_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without SQLAlchemy the message says which extra has it."""
    monkeypatch.setitem(sys.modules, "sqlalchemy.orm", None)
    with pytest.raises(EnvironmentUnfitError, match=r"^a mock of a session needs sqlalchemy") as e:
        make_mock_session()
    assert e.value.advice == 'install it: pip install "layerproof[testing]"'
