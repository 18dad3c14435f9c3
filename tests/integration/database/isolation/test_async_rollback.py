"""Whatever async code under test does in its transaction is undone, over each async driver."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from layerproof.database.errors import TransactionEscapedError
from layerproof.database.isolation.rollback import (
    async_rollback,
    make_async_session,
    session_options,
)
from tests.support.isolated import ASYNC, COUNT_USERS, User, async_shop_engine


@pytest.fixture(params=ASYNC)
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """Return an async engine on the shop's empty tables."""
    async with async_shop_engine(request.param, tmp_path) as made:
        yield made


async def count_users(engine: AsyncEngine) -> int:
    """Return how many users are there for real."""
    async with engine.connect() as connection:
        return (await connection.execute(COUNT_USERS)).scalar_one()


async def test_commits_and_rollbacks_are_undone(engine: AsyncEngine) -> None:
    """Commit, rollback, savepoints and several transactions work, and nothing stays."""
    async with async_rollback(engine) as connection, make_async_session(connection) as session:
        session.add(User(name="ann"))
        await session.commit()
        session.add(User(name="bob"))
        await session.flush()
        await session.rollback()
        async with session.begin(), session.begin_nested():
            session.add(User(name="cid"))
        async with session.begin():
            session.add(User(name="dot"))
        names = (await session.scalars(select(User.name).order_by(User.name))).all()
        await session.commit()
        assert names == ["ann", "cid", "dot"]
        assert await count_users(engine) == 0
    assert await count_users(engine) == 0


async def test_an_error_of_the_database_is_survived(engine: AsyncEngine) -> None:
    """After an IntegrityError and a rollback the same transaction goes on."""
    async with async_rollback(engine) as connection, make_async_session(connection) as session:
        session.add(User(name="ann"))
        await session.commit()
        session.add(User(name="ann"))
        with pytest.raises(IntegrityError, match=r"(?i)unique"):
            await session.commit()
        await session.rollback()
        assert await session.scalar(COUNT_USERS) == 1
    assert await count_users(engine) == 0


async def test_a_factory_of_the_backend_is_bound_by_the_options(engine: AsyncEngine) -> None:
    """An ``async_sessionmaker`` makes sessions in the transaction, closed and opened again."""
    factory = async_sessionmaker()
    async with async_rollback(engine) as connection:
        factory.configure(**session_options(connection))
        for name in ("ann", "bob"):
            async with factory() as session, session.begin():
                session.add(User(name=name))
        assert (await connection.execute(COUNT_USERS)).scalar_one() == 2
    assert await count_users(engine) == 0


@pytest.mark.parametrize("statement", ["COMMIT", "ROLLBACK", "COMMIT; BEGIN"])
async def test_a_transaction_ended_as_text_is_noticed(engine: AsyncEngine, statement: str) -> None:
    """A COMMIT or ROLLBACK that went past SQLAlchemy is named at the end."""
    around = async_rollback(engine)
    connection = await around.__aenter__()
    for part in statement.split("; "):
        await connection.exec_driver_sql(part)
    with pytest.raises(TransactionEscapedError, match="committed for real"):
        await around.__aexit__(None, None, None)


async def test_a_commit_on_the_connection_is_noticed(engine: AsyncEngine) -> None:
    """``connection.commit()`` is real, also when a new transaction began after it."""
    around = async_rollback(engine)
    connection = await around.__aenter__()
    await connection.execute(text("INSERT INTO users (id, name) VALUES (1, 'ann')"))
    await connection.commit()
    await connection.execute(COUNT_USERS)
    with pytest.raises(TransactionEscapedError, match="committed for real"):
        await around.__aexit__(None, None, None)
    assert await count_users(engine) == 1
