"""The drivers of databases and of loops in C, which must not get past the bars."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from tests.support.barred_projects import DATABASE, HERE, attempts, barred, barred_project


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """Return a project whose suites are the ready ones."""
    return barred_project(pytester)


def test_postgresql_is_barred(project: pytest.Pytester) -> None:
    """A unit test that connects to PostgreSQL fails with the database's address, not its password.

    The drivers are imported in the middle of the tests, and by none of ours.
    """
    expected = {
        statement: f"connect to PostgreSQL {database}"
        for driver, statement, database in POSTGRESQL
        if driver is None or find_spec(driver)
    }
    assert attempts(project, expected, "database") == list(expected.values())


def test_a_driver_that_was_imported_before_is_barred(project: pytest.Pytester) -> None:
    """A driver that a conftest or another plugin has loaded is named as any other."""
    pytest.importorskip("psycopg")
    project.makeconftest("import psycopg")
    statement = "import psycopg; psycopg.connect(host='db', password='secret')"
    assert attempts(project, [statement], "database") == ["connect to PostgreSQL (host=db)"]


POSTGRESQL = (
    (
        "psycopg",
        "import psycopg; psycopg.connect('postgresql://ann:se:cr@et@localhost/shop')",
        "(postgresql://ann@localhost/shop)",
    ),
    (
        "psycopg",
        "import psycopg; psycopg.connect('host=/tmp user=ann password=secret dbname=shop')",
        "(host=/tmp user=ann dbname=shop)",
    ),
    (
        "psycopg",
        "import psycopg; psycopg.connect(host='db', user='ann', password='secret')",
        "(user=ann host=db)",
    ),
    (
        "psycopg",
        "import asyncio, psycopg; asyncio.run(psycopg.AsyncConnection.connect('host=db'))",
        "(host=db)",
    ),
    (
        "psycopg",
        "from psycopg import generators; next(generators.connect('host=/tmp password=secret'))",
        "(host=/tmp)",
    ),
    (
        "psycopg2",
        "import psycopg2; psycopg2.connect(host='/tmp', dbname='shop', password='secret')",
        "(host=/tmp dbname=shop)",
    ),
    (
        "asyncpg",
        "import asyncpg; asyncio.run(asyncpg.connect('postgresql://ann:x@db/shop'))",
        "(postgresql://ann@db/shop)",
    ),
    (
        None,
        "socket.socket(socket.AF_UNIX).connect('/tmp/.s.PGSQL.5432')",
        "at /tmp/.s.PGSQL.5432",
    ),
)


def test_sqlalchemy_names_the_dialect(project: pytest.Pytester) -> None:
    """An async engine on aiosqlite is barred before its thread starts."""
    code = """
from sqlalchemy.ext.asyncio import create_async_engine

async def test_it():
    async with create_async_engine("sqlite+aiosqlite:///shop.db").connect():
        pass
"""
    path = project.path / "shop.db"
    assert barred(project, code) == (
        f"{HERE} connect to sqlite+aiosqlite ({path}), but suite unit bars the database. {DATABASE}"
    )


def test_aiosqlite_alone_is_barred(project: pytest.Pytester) -> None:
    """A connection that a driver's own thread opens is noticed there."""
    code = """
import aiosqlite

async def test_it():
    async with aiosqlite.connect(":memory:"):
        pass
"""
    said = barred(project, code)
    assert said.startswith(f"{HERE} open the SQLite database :memory: in thread ")


def test_engine_that_was_made_before_is_barred(project: pytest.Pytester) -> None:
    """An engine that exists since collection is barred like any other."""
    code = """
from sqlalchemy import create_engine

engine = create_engine("sqlite://")
engine.connect().close()

def test_it():
    engine.connect()
"""
    assert barred(project, code) == (
        f"{HERE} use a pooled connection of sqlite3.Connection, but suite unit bars the database. "
        f"{DATABASE}"
    )


def test_uvloop_is_barred(project: pytest.Pytester) -> None:
    """A loop that connects in C is barred too."""
    pytest.importorskip("uvloop")
    code = """
import uvloop

async def connect():
    import asyncio
    await asyncio.open_connection("127.0.0.1", 9)

def test_it():
    uvloop.run(connect())
"""
    assert barred(project, code).startswith(f"{HERE} connect to 127.0.0.1:9, but suite unit bars")
