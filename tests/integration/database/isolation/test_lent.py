"""Sync and async code of one test see one connection, over each sync driver."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, async_sessionmaker

from layerproof.database.isolation.rollback import (
    lend,
    make_async_session,
    make_session,
    rollback,
    session_options,
)
from tests.support.isolated import COUNT_USERS, SYNC, User, shop_engine


@pytest.fixture(params=SYNC)
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    """Return a connection to the shop's empty tables in a transaction that is undone."""
    with shop_engine(request.param, tmp_path) as engine:
        with rollback(engine) as made:
            yield made
        with engine.connect() as after:
            assert after.execute(COUNT_USERS).scalar_one() == 0


async def test_both_see_what_the_other_did(connection: Connection) -> None:
    """A sync and an async session read each other's commits."""
    with make_session(connection) as db:
        async with make_async_session(connection) as async_db:
            assert isinstance(async_db, AsyncSession)
            db.add(User(name="ann"))
            db.commit()
            async_db.add(User(name="bob"))
            await async_db.commit()
            assert db.scalar(COUNT_USERS) == await async_db.scalar(COUNT_USERS) == 2


async def test_the_session_does_what_any_async_session_does(connection: Connection) -> None:
    """Every method of an async session that code under test may call works."""
    async with make_async_session(connection) as session:
        async with session.begin():
            session.add_all([User(id=1, name="ann"), User(id=2, name="bob")])
        async with session.begin_nested() as nested:
            session.add(User(id=3, name="cid"))
            await session.flush()
            await nested.rollback()
        bob = await session.get_one(User, 2)
        await session.delete(bob)
        await session.commit()
        ann = await session.merge(User(id=1, name="ada"))
        await session.flush()
        await session.refresh(ann)
        await session.run_sync(lambda sync: sync.expire(ann))
        assert (await session.execute(select(User.name))).scalars().all() == ["ada"]
        await session.rollback()
        assert (await session.scalars(select(User.name))).all() == ["ann"]
        await session.close()
        assert await session.scalar(COUNT_USERS) == 1


async def test_an_error_of_the_database_is_survived(connection: Connection) -> None:
    """After an IntegrityError and a rollback the session goes on."""
    async with make_async_session(connection) as session:
        session.add_all([User(name="ann"), User(name="ann")])
        with pytest.raises(IntegrityError, match=r"(?i)unique"):
            await session.commit()
        await session.rollback()
        assert await session.scalar(COUNT_USERS) == 0


async def test_the_session_has_a_connection_and_a_bind(connection: Connection) -> None:
    """Code that asks the session for its connection or bind gets one that works."""
    async with make_async_session(connection) as session:
        inner = await session.connection()
        assert isinstance(inner, AsyncConnection)
        assert session.bind is inner
        assert session.get_bind().dialect.name == connection.dialect.name
        await inner.execute(text("INSERT INTO users (id, name) VALUES (1, 'ann')"))
        assert (await inner.exec_driver_sql("SELECT name FROM users")).scalar_one() == "ann"
        assert await inner.scalar(COUNT_USERS) == 1
        async with inner.begin_nested() as nested:
            await inner.run_sync(lambda sync: sync.execute(text("DELETE FROM users")))
            await nested.rollback()
        assert await session.scalar(COUNT_USERS) == 1


async def test_an_async_factory_is_bound_to_the_sync_connection(connection: Connection) -> None:
    """A backend's ``async_sessionmaker`` makes sessions on the lent connection."""
    factory = async_sessionmaker()
    factory.configure(**session_options(lend(connection)))
    for name in ("ann", "bob"):
        async with factory() as session, session.begin():
            session.add(User(name=name))
    assert connection.execute(COUNT_USERS).scalar_one() == 2


async def test_what_cannot_be_lent_says_so(connection: Connection) -> None:
    """Streams and further connections are refused in words."""
    async with make_async_session(connection) as session:
        inner = await session.connection()
        with pytest.raises(InvalidRequestError, match=r"lent from a sync one.*cannot stream"):
            inner.stream(COUNT_USERS)
        with pytest.raises(InvalidRequestError, match=r"lent from a sync one.*opens no other"):
            inner.engine.connect()
        with pytest.raises(InvalidRequestError, match=r"lent from a sync one.*opens no other"):
            inner.engine.begin()
        await inner.close()
        assert await session.scalar(COUNT_USERS) == 0
