"""Whatever code under test does in its transaction is undone, over each sync driver."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import sessionmaker

from layerproof.database.errors import TransactionEscapedError
from layerproof.database.isolation.rollback import make_session, rollback, session_options
from tests.support.isolated import COUNT_USERS, SYNC, User, shop_engine

ESCAPED = (
    "error[database-escaped]: the test ended the transaction around it, "
    "so what it did was committed for real"
)


@pytest.fixture(params=SYNC)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return an engine on the shop's empty tables."""
    with shop_engine(request.param, tmp_path) as made:
        yield made


def count_users(engine: Engine) -> int:
    """Return how many users are there for real."""
    with engine.connect() as connection:
        return connection.execute(COUNT_USERS).scalar_one()


def test_commits_are_undone(engine: Engine) -> None:
    """What was committed is there until the end and for nobody else, and gone afterwards."""
    with rollback(engine) as connection, make_session(connection) as session:
        session.add(User(name="ann"))
        session.commit()
        session.add(User(name="bob"))
        session.commit()
        assert session.scalar(COUNT_USERS) == 2
        assert count_users(engine) == 0
    assert count_users(engine) == 0


def test_a_rollback_keeps_what_was_committed_before(engine: Engine) -> None:
    """A rollback in the code under test undoes its own transaction, not the test's."""
    with rollback(engine) as connection, make_session(connection) as session:
        session.add(User(name="ann"))
        session.commit()
        session.add(User(name="bob"))
        session.flush()
        session.rollback()
        assert session.scalar(COUNT_USERS) == 1
        with session.begin_nested() as nested:
            session.add(User(name="cid"))
            session.flush()
            nested.rollback()
        assert session.scalar(COUNT_USERS) == 1
    assert count_users(engine) == 0


def test_sessions_begin_more_than_once(engine: Engine) -> None:
    """Transactions one after the other, on one session and on the next, see what was committed."""
    with rollback(engine) as connection:
        for name in ("ann", "bob"):
            with make_session(connection) as session:
                with session.begin():
                    session.add(User(name=name))
                with session.begin(), session.begin_nested():
                    session.add(User(name=f"{name} too"))
        with make_session(connection) as session:
            assert session.scalar(COUNT_USERS) == 4
    assert count_users(engine) == 0


def test_an_error_of_the_database_is_survived(engine: Engine) -> None:
    """After an IntegrityError and a rollback the same transaction goes on."""
    with rollback(engine) as connection, make_session(connection) as session:
        session.add(User(name="ann"))
        session.commit()
        session.add(User(name="ann"))
        with pytest.raises(IntegrityError, match=r"(?i)unique"):
            session.commit()
        session.rollback()
        session.add(User(name="bob"))
        session.commit()
        assert session.scalar(COUNT_USERS) == 2
    assert count_users(engine) == 0


def test_an_error_as_the_last_thing_is_no_escape(engine: Engine) -> None:
    """A transaction that was left in its failed state is undone like any other."""
    with rollback(engine) as connection:
        session = make_session(connection)
        session.add_all([User(name="ann"), User(name="ann")])
        with pytest.raises(IntegrityError, match=r"(?i)unique"):
            session.flush()
    assert count_users(engine) == 0


def test_tables_made_inside_are_undone(engine: Engine) -> None:
    """DDL belongs to the transaction as well, on SQLite too."""
    with rollback(engine) as connection:
        connection.execute(text("CREATE TABLE thing (id int)"))
        connection.execute(text("INSERT INTO thing VALUES (1)"))
    with rollback(engine) as connection:
        connection.execute(text("CREATE TABLE thing (id int)"))
        assert connection.execute(text("SELECT count(*) FROM thing")).scalar_one() == 0


def test_a_factory_of_the_backend_is_bound_by_the_options(engine: Engine) -> None:
    """A ``sessionmaker`` that knows another database makes sessions in the transaction."""
    factory = sessionmaker()
    with rollback(engine) as connection:
        factory.configure(**session_options(connection))
        with factory() as session, session.begin():
            session.add(User(name="ann"))
        assert connection.execute(COUNT_USERS).scalar_one() == 1
    assert count_users(engine) == 0


@pytest.mark.parametrize("statement", ["COMMIT", "ROLLBACK", "COMMIT; BEGIN"])
def test_a_transaction_ended_as_text_is_noticed(engine: Engine, statement: str) -> None:
    """A COMMIT or ROLLBACK that went past SQLAlchemy is named at the end."""
    around = rollback(engine)
    connection = around.__enter__()
    for part in statement.split("; "):
        connection.exec_driver_sql(part)
    with pytest.raises(TransactionEscapedError, match="committed for real"):
        around.__exit__(None, None, None)


def test_a_commit_on_the_connection_is_noticed(engine: Engine) -> None:
    """``connection.commit()`` is real, also when a new transaction began after it."""
    around = rollback(engine)
    connection = around.__enter__()
    connection.execute(text("INSERT INTO users (id, name) VALUES (1, 'ann')"))
    connection.commit()
    connection.execute(COUNT_USERS)
    with pytest.raises(TransactionEscapedError, match="committed for real"):
        around.__exit__(None, None, None)
    assert count_users(engine) == 1


def test_an_error_of_the_test_stays_the_error(engine: Engine) -> None:
    """A failing test that committed fails with its own error, and a note."""
    around, failure = rollback(engine), ZeroDivisionError("of the test")
    around.__enter__().exec_driver_sql("COMMIT")
    assert not around.__exit__(ZeroDivisionError, failure, None)
    assert [note.splitlines()[0] for note in failure.__notes__] == [ESCAPED]


def test_a_closed_connection_is_no_escape(engine: Engine) -> None:
    """A test may close or invalidate its connection: that undoes everything."""
    with rollback(engine) as connection:
        connection.execute(text("INSERT INTO users (id, name) VALUES (1, 'ann')"))
        connection.close()
    with rollback(engine) as connection:
        connection.execute(text("INSERT INTO users (id, name) VALUES (1, 'ann')"))
        connection.invalidate()
    assert count_users(engine) == 0
