"""What is counted on real databases, what is not, and which line each statement came from."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, insert, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, sessionmaker

from layerproof.errors import UsageError
from layerproof.testing.query_counter import QueryCounter, count_queries
from tests.support.library import (
    Author,
    find_authors,
    find_titles,
    list_titles,
    list_titles_async,
    origin_of,
)

TITLES = [["On Ann"], ["On Bo"], ["On Cy"]]


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    """Return an engine of an empty SQLite file."""
    made = create_engine(f"sqlite:///{tmp_path}/one.sqlite")
    yield made
    made.dispose()


def test_lazy_loads_name_the_line_that_touched_the_attribute(engine: Engine) -> None:
    """Three lazy loads are one repeated query, at the line that touched them, not SQLAlchemy's."""
    with Session(engine) as session, count_queries() as counter:
        assert list_titles(session) == TITLES

    books = origin_of(list_titles, "the books of one")
    found = [(one.count, one.origin) for one in counter.repeated]
    assert found == [(3, books)]
    assert [one.origin for one in counter.statements] == [
        origin_of(list_titles, "the authors"),
        books,
        books,
        books,
    ]


async def test_coroutines_are_found_across_the_greenlet(async_engine: AsyncEngine) -> None:
    """An asynchronous session's statements name the awaiting line of the project."""
    async with AsyncSession(async_engine) as session, count_queries() as counter:
        assert await list_titles_async(session) == TITLES

    one_book = origin_of(find_titles, "the books of one")
    assert [one.origin for one in counter.statements] == [
        origin_of(find_authors, "the authors"),
        one_book,
        one_book,
        one_book,
    ]


async def test_a_task_of_sqlalchemy_alone_names_who_runs_the_loop(
    async_engine: AsyncEngine,
) -> None:
    """Where a task is nothing but SQLAlchemy's coroutine, no line of SQLAlchemy is blamed."""
    async with AsyncSession(async_engine) as session:
        with count_queries() as counter:
            await asyncio.create_task(session.execute(text("SELECT 1")))

    assert [one.origin for one in counter.statements] == [None]


async def test_run_sync_names_the_synchronous_line(async_engine: AsyncEngine) -> None:
    """A function that ``run_sync`` calls is found inside the greenlet."""
    async with AsyncSession(async_engine) as session:
        with count_queries() as counter:
            assert await session.run_sync(list_titles) == TITLES

    assert counter.statements[0].origin == origin_of(list_titles, "the authors")


def test_savepoints_and_pragmas_do_not_count(engine: Engine) -> None:
    """Only the insert counts of a nested transaction that is committed and one undone."""
    with Session(engine) as session, count_queries() as counter:
        with session.begin_nested():
            session.add(Author(name="Di"))
        undone = session.begin_nested()
        undone.rollback()
        if engine.dialect.name == "sqlite":
            session.execute(text("PRAGMA user_version"))
        session.commit()

    assert [one.kind for one in counter.statements] == ["INSERT"]
    assert len(counter.inserts) == 1


def test_the_first_connection_of_an_engine_adds_nothing(engine: Engine) -> None:
    """What SQLAlchemy asks a new server about itself is no query of the code under test."""
    fresh = create_engine(engine.url)
    with count_queries() as counter, fresh.connect() as connection:
        connection.execute(text("SELECT 1"))
    fresh.dispose()

    assert counter.count == 1


def test_an_explicit_begin_does_not_count(sqlite_engine: Engine) -> None:
    """The explicit ``BEGIN`` that SQLite needs for savepoints is transaction control."""
    event.listen(sqlite_engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN"))
    with count_queries() as counter, sqlite_engine.begin() as connection:
        connection.execute(text("SELECT 1"))

    assert [one.sql for one in counter.statements] == ["SELECT 1"]


def test_marked_statements_do_not_count(engine: Engine) -> None:
    """Neither a marked connection's statements count, nor a marked statement on another."""
    option = {"layerproof_ignored": True}
    with count_queries() as counter:
        with engine.connect().execution_options(**option) as connection:
            connection.execute(text("SELECT 1"))
        with engine.connect() as connection:
            connection.execute(text("SELECT 2"), execution_options=option)
            connection.execute(text("SELECT 3"))

    assert [one.normalised for one in counter.statements] == ["SELECT ?"]
    assert counter.count == 1


def test_a_statement_that_fails_counts(engine: Engine) -> None:
    """A statement that the database refuses was sent, and says with what it failed."""
    with (
        count_queries() as counter,
        engine.connect() as connection,
        pytest.raises(DBAPIError, match="nowhere"),
    ):
        connection.execute(text("SELECT * FROM nowhere"))

    (failed,) = counter.statements
    assert failed.error in {"OperationalError", "UndefinedTable"}
    assert failed.duration is not None


def test_executemany_counts_once_with_its_rows(engine: Engine) -> None:
    """One call with two rows is one statement of a batch of two."""
    rows = [{"id": 11, "name": "Di"}, {"id": 12, "name": "Ed"}]
    with count_queries() as counter, engine.begin() as connection:
        connection.execute(insert(Author), rows)

    assert [(one.kind, one.batch) for one in counter.statements] == [("INSERT", 2)]


def test_rows_that_return_values_count_with_their_rows(engine: Engine) -> None:
    """What is sent counts: on PostgreSQL all rows go in one statement, on SQLite one in each."""
    with Session(engine) as session, count_queries() as counter:
        session.add_all([Author(name=name) for name in ("Di", "Ed", "Flo")])
        session.commit()

    batches = [1, 1, 1] if engine.dialect.name == "sqlite" else [3]
    assert [(one.kind, one.batch) for one in counter.statements] == [
        ("INSERT", batch) for batch in batches
    ]


def test_kinds_durations_and_parameters(sqlite_engine: Engine) -> None:
    """A counter tells reads from writes, how long they took, and with which values."""
    with sqlite_engine.begin() as connection, count_queries() as counter:
        connection.exec_driver_sql("CREATE TABLE t (a INTEGER)")
        connection.exec_driver_sql("INSERT INTO t VALUES (?)", (7,))
        connection.exec_driver_sql("UPDATE t SET a = ? WHERE a = ?", (8, 7))
        connection.exec_driver_sql("WITH c AS (SELECT 1) SELECT a FROM t")
        connection.exec_driver_sql("DELETE FROM t")

    parts = (counter.selects, counter.inserts, counter.updates, counter.deletes)
    assert [len(part) for part in parts] == [1, 1, 1, 1]
    assert counter.updates[0].parameters == "(8, 7)"
    assert counter.updates[0].rowcount == 1
    assert 0 < counter.duration < 10
    assert (len(counter), bool(QueryCounter())) == (5, True)


def test_only_given_binds_count(engine: Engine, sqlite_engine: Engine) -> None:
    """With binds, the statements of other engines are not counted; options make no other engine."""
    optioned = engine.execution_options(isolation_level="SERIALIZABLE")
    session = Session(engine)
    with count_queries(engine) as counter, count_queries(sessionmaker(engine)) as of_factory:
        for used in (engine, optioned, sqlite_engine):
            with used.connect() as connection:
                connection.execute(text("SELECT 1"))
        session.execute(text("SELECT 1"))
    session.close()

    assert (counter.count, of_factory.count) == (3, 3)


def test_a_connection_as_bind_counts_what_is_sent_on_it(engine: Engine) -> None:
    """Two connections of one engine are told apart, also through a session on one of them."""
    with (
        engine.connect() as one,
        engine.connect() as other,
        Session(one) as session,
        count_queries(session) as counter,
    ):
        session.execute(text("SELECT 1"))
        other.execute(text("SELECT 1"))

    assert counter.count == 1


async def test_asynchronous_binds_count(async_engine: AsyncEngine) -> None:
    """Engines, connections, sessions and their factories stand for the engine behind them."""
    factory = async_sessionmaker(async_engine)
    async with factory() as session, async_engine.connect() as connection:
        binds = (async_engine, session, factory, connection)
        counters = [count_queries(bind) for bind in binds]
        for counter in counters:
            await counter.__aenter__()
        await session.execute(text("SELECT 1"))
        for counter in counters:
            await counter.__aexit__(None, None, None)

    assert [counter.count for counter in counters] == [1, 1, 1, 0]


def test_what_is_no_bind_is_refused() -> None:
    """A bind that leads to no engine is wrong use, told at once."""
    with pytest.raises(UsageError, match=r"^queries cannot be counted on 'shop'$"):
        count_queries("shop")
    with pytest.raises(UsageError, match=r"^queries cannot be counted on <sqlalchemy"):
        count_queries(Session())


def test_reset_and_the_end_of_a_block(sqlite_engine: Engine) -> None:
    """A counter forgets on demand, and hears nothing before and after its block."""
    counter = count_queries()
    with sqlite_engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        with counter:
            connection.execute(text("SELECT 2"))
            counter.reset()
            connection.execute(text("SELECT 3"))
        connection.execute(text("SELECT 4"))

    assert [(one.sql, one.parameters) for one in counter.statements] == [("SELECT 3", "()")]


async def test_a_block_counts_its_own_tasks_only(async_engine: AsyncEngine) -> None:
    """With the scope of the block, another task's statements meanwhile are not counted."""
    factory = async_sessionmaker(async_engine)
    start, done = asyncio.Event(), asyncio.Event()

    async def ask() -> None:
        async with factory() as session:
            await session.execute(text("SELECT 1"))

    async def ask_meanwhile() -> None:
        await start.wait()
        await ask()
        done.set()

    other = asyncio.create_task(ask_meanwhile())
    async with count_queries() as everything, count_queries(scope="block") as own:
        start.set()
        await done.wait()
        await asyncio.gather(ask(), ask())
    await other

    assert (everything.count, own.count) == (3, 2)


def test_threads_are_counted(engine: Engine) -> None:
    """Statements of other threads count, unless the scope is the block."""

    def ask() -> None:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    with count_queries() as everything, count_queries(scope="block") as own:
        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert (everything.count, own.count) == (4, 0)


@pytest.fixture
def eager_threads() -> Iterator[None]:
    """Let threads take turns as often as the interpreter can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("eager_threads")
def test_counting_does_not_disturb_a_thread_that_queries(sqlite_engine: Engine) -> None:
    """Starting and ending counters while another thread sends statements breaks neither."""
    # Where listeners are added and removed each time, the thread fails: a deque was mutated.
    stop, errors = threading.Event(), list[BaseException]()

    def ask() -> None:
        try:
            with sqlite_engine.connect() as connection:
                while not stop.is_set():
                    connection.execute(text("SELECT 1"))
        except BaseException as error:  # noqa: BLE001 - the test looks at all of them
            errors.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    for _ in range(500):
        with count_queries(sqlite_engine):
            pass
    stop.set()
    thread.join()

    assert errors == []
