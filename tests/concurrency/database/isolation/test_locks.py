"""An error about a lock names the other side, with threads and tasks that really collide."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from layerproof.core.config.values import Database
from layerproof.database.engines import make_async_engine, make_engine
from layerproof.database.isolation.statements import last_statements
from tests.support.isolated import Base, scratch_database, settings_for, shop_engine

QUICK = Database(engine="postgresql", lock_timeout=0.2, statement_timeout=20)
HASTY = Database(engine="postgresql", lock_timeout=0, statement_timeout=0.3)
ROWS = "INSERT INTO users (id, name) VALUES (1, 'ann'), (2, 'bob')"
FIRST = "UPDATE users SET name = 'x' WHERE id = 1"
SECOND = "UPDATE users SET name = 'y' WHERE id = 2"


@pytest.fixture(params=["psycopg", "psycopg2"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return an engine on the shop's tables with two users."""
    with shop_engine(request.param, tmp_path, QUICK) as made:
        with made.begin() as connection:
            connection.execute(text(ROWS))
        yield made


def process_of(connection: Connection) -> int:
    """Return the session's process on the server."""
    return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def notes_of(error: BaseException) -> list[str]:
    """Return the notes of an error that has some."""
    return list(error.__notes__)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (FIRST, FIRST),
        ("SELECT id FROM users WHERE id = 1 FOR UPDATE", "DELETE FROM users WHERE id = 1"),
        ("DELETE FROM users WHERE id = 1", "INSERT INTO orders (id, user_id) VALUES (1, 1)"),
        ("INSERT INTO users (id, name) VALUES (3, 'cid')", "INSERT INTO users VALUES (4, 'cid')"),
        ("SELECT * FROM users", "TRUNCATE users CASCADE"),
        ("SELECT pg_advisory_lock(7)", "SELECT pg_advisory_lock(7)"),
        ("LOCK TABLE users", "SELECT * FROM users"),
    ],
)
def test_a_lock_timeout_names_the_holder(engine: Engine, held: str, wanted: str) -> None:
    """Whatever kind of lock it is, the error has the holder's process and statement."""
    with engine.connect() as holder, engine.connect() as waiter, engine.connect() as bystander:
        pid = process_of(holder)
        bystander.execute(text("SELECT 'nothing to do with it'"))
        holder.execute(text(held))
        with pytest.raises(OperationalError, match="lock timeout") as caught:
            waiter.execute(text(wanted))
    who = f'session {pid}, "layerproof gw7" (idle in transaction)'
    before = "\n    before that: SELECT pg_backend_pid()"
    assert notes_of(caught.value) == [
        f"layerproof: it waited for\n  {who}, last statement: {held}{before}",
    ]


def test_a_reader_is_not_blamed_for_what_a_writer_holds(engine: Engine) -> None:
    """A session that only read the table stands in the way of no row, and is not named."""
    with engine.connect() as holder, engine.connect() as waiter, engine.connect() as reader:
        reader.execute(text("SELECT * FROM users"))
        holder.execute(text(FIRST))
        with pytest.raises(OperationalError, match="lock timeout") as caught:
            waiter.execute(text(FIRST))
    (note,) = notes_of(caught.value)
    assert note.count("session") == 1
    assert note.endswith(f"last statement: {FIRST}")


def test_what_a_session_did_is_divided_by_transactions(engine: Engine) -> None:
    """The last statements of a session are those of its transaction, or all that are kept."""
    with engine.connect() as connection:
        pid = process_of(connection)
        connection.commit()
        with connection.begin(), connection.begin_nested():
            connection.execute(text(FIRST))
            connection.execute(text(SECOND))
        connection.execute(text("SELECT 1"))
        assert last_statements(pid, transaction=True) == ("SELECT 1",)
        everything = ("SELECT pg_backend_pid()", FIRST, SECOND, "SELECT 1")
        assert last_statements(pid, transaction=False) == everything
    engine.dispose()
    assert last_statements(pid, transaction=False) == ()


@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
def test_a_statement_timeout_names_the_holder(driver: str, tmp_path: Path) -> None:
    """Where only the statement is limited, the error names the holder as well."""
    with shop_engine(driver, tmp_path, HASTY) as engine:
        with engine.begin() as connection:
            connection.execute(text(ROWS))
        with engine.connect() as holder, engine.connect() as waiter:
            holder.execute(text(FIRST))
            with pytest.raises(DBAPIError, match="statement timeout") as caught:
                waiter.execute(text(FIRST))
            with pytest.raises(DBAPIError, match="statement timeout") as slow:
                holder.execute(text("SELECT pg_sleep(2)"))
    (note,) = notes_of(caught.value)
    assert note.startswith("layerproof: when time was up, what it needs was locked by\n  session")
    assert note.endswith(f"last statement: {FIRST}")
    assert not hasattr(slow.value, "__notes__")


def test_a_deadlock_names_the_other_side(engine: Engine) -> None:
    """Of two threads that wait for each other one fails; its error has the other's statements."""
    both, errors = threading.Barrier(2), []

    def collide(mine: str, other: str) -> None:
        with engine.connect() as connection:
            connection.execute(text("SET lock_timeout = 0"))
            connection.execute(text("SET deadlock_timeout = '50ms'"))
            connection.execute(text(mine))
            both.wait()
            try:
                connection.execute(text(other))
            except DBAPIError as error:
                errors.append((error, mine))

    threads = [
        threading.Thread(target=collide, args=pair) for pair in ((FIRST, SECOND), (SECOND, FIRST))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ((error, mine),) = errors
    assert "deadlock detected" in str(error)
    (note,) = notes_of(error)
    other = SECOND if mine == FIRST else FIRST
    assert note.startswith("layerproof: it waited for, and was waited for by\n  session ")
    assert f"last statement: {mine}\n    before that: {other}\n" in note
    assert note.count("session") == 1


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
async def test_tasks_are_told_as_well(driver: str, tmp_path: Path) -> None:
    """The same holds for async drivers, for lock timeouts and deadlocks."""
    with scratch_database(driver, tmp_path) as place:
        engine = make_async_engine(place, settings_for(driver, tmp_path, QUICK))
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
            await connection.execute(text(ROWS))
        async with engine.connect() as holder, engine.connect() as waiter:
            await holder.execute(text(FIRST))
            with pytest.raises(DBAPIError, match="lock timeout") as caught:
                await waiter.execute(text(FIRST))
        assert notes_of(caught.value)[0].endswith(f"last statement: {FIRST}")
        (deadlock,) = await _collide(engine)
        await engine.dispose()
    assert "deadlock detected" in str(deadlock)
    assert notes_of(deadlock)[0].startswith("layerproof: it waited for, and was waited for by\n  s")


async def _collide(engine: AsyncEngine) -> list[DBAPIError]:
    async def prepare(connection: AsyncConnection, mine: str) -> None:
        await connection.execute(text("SET lock_timeout = 0"))
        await connection.execute(text("SET deadlock_timeout = '50ms'"))
        await connection.execute(text(mine))

    async with engine.connect() as one, engine.connect() as other:
        await prepare(one, FIRST)
        await prepare(other, SECOND)
        tasks = one.execute(text(SECOND)), other.execute(text(FIRST))
        done = await asyncio.gather(*tasks, return_exceptions=True)
        return [error for error in done if isinstance(error, DBAPIError)]


@pytest.mark.parametrize("driver", ["pysqlite", "aiosqlite"])
async def test_a_locked_sqlite_file_names_the_writer(driver: str, tmp_path: Path) -> None:
    """The error says which thread's connection has written and not committed."""
    table = Database(pragmas={"busy_timeout": "50"})
    with shop_engine("pysqlite", tmp_path, table) as engine, engine.connect() as writer:
        writer.execute(text("INSERT INTO users (id, name) VALUES (1, 'ann')"))
        if driver == "pysqlite":
            with engine.connect() as late, pytest.raises(OperationalError, match="locked") as hit:
                late.execute(text("INSERT INTO users (id, name) VALUES (2, 'bob')"))
        else:
            place = scratch_database(driver, tmp_path)
            with place as there:
                other = make_async_engine(there, settings_for(driver, tmp_path, table))
                async with other.connect() as late:
                    with pytest.raises(OperationalError, match="locked") as hit:
                        await late.execute(text("INSERT INTO users (id, name) VALUES (2, 'b')"))
                await other.dispose()
    who = "a connection of thread MainThread"
    did = "last statement that wrote: INSERT INTO users (id, name) VALUES (1, 'ann')"
    assert notes_of(hit.value) == [f"layerproof: it waited for\n  {who}, {did}"]


def test_a_late_writer_on_sqlite_is_told_why(tmp_path: Path) -> None:
    """Who read before somebody else wrote cannot write: the error says what helps."""
    with shop_engine("pysqlite", tmp_path) as engine, engine.connect() as late:
        late.execute(text("SELECT * FROM users"))
        with engine.begin() as other:
            other.execute(text("INSERT INTO users (id, name) VALUES (1, 'ann')"))
        with pytest.raises(OperationalError, match="locked") as caught:
            late.execute(text("INSERT INTO users (id, name) VALUES (2, 'bob')"))
    (note,) = notes_of(caught.value)
    assert "another one has written since" in note
    assert 'begin = "immediate" in [tool.layerproof.database]' in note


def test_any_other_error_has_no_note(engine: Engine) -> None:
    """An error that is not about locks stays as it is."""
    with engine.connect() as connection:
        with pytest.raises(DBAPIError, match="nothing_such") as caught:
            connection.execute(text("SELECT * FROM nothing_such"))
        assert not hasattr(caught.value, "__notes__")


def test_the_engine_of_a_place_has_it(tmp_path: Path) -> None:
    """Every engine that is made for a test has the notes, without being asked."""
    with scratch_database("psycopg", tmp_path) as place:
        engine = make_engine(place, settings_for("psycopg", tmp_path, QUICK))
        with engine.connect() as holder, engine.connect() as waiter:
            holder.execute(text("SELECT pg_advisory_lock(1)"))
            with pytest.raises(DBAPIError, match="lock timeout") as caught:
                waiter.execute(text("SELECT pg_advisory_lock(1)"))
        engine.dispose()
    assert "pg_advisory_lock(1)" in notes_of(caught.value)[0]
