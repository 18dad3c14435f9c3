"""The suite's own ways of making databases."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from layerproof.adoption.survey import DatabaseWay
from tests.support.surveyed import survey

BACKEND = {
    "shop/__init__.py": "",
    "shop/database.py": """
        import os
        from sqlalchemy import create_engine
        from sqlalchemy.orm import DeclarativeBase

        engine = create_engine(os.environ["DATABASE_URL"])

        class Base(DeclarativeBase):
            pass

        def get_db():
            yield None

        def init_db():
            Base.metadata.create_all(engine)
        """,
}
HEAD = """
import os, subprocess, asyncpg, pytest
from alembic import command
from sqlalchemy import create_engine, text
from sqlalchemy_utils import create_database, drop_database
from shop.database import Base, engine, get_db, init_db
"""


def _ways(tmp_path: Path, text: str) -> list[DatabaseWay]:
    found = survey(tmp_path, BACKEND | {"tests/conftest.py": HEAD + dedent(text)})
    return [each.value for each in found.ways]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            """
                @pytest.fixture
                def tables():
                    Base.metadata.create_all(engine)
                    yield
                    Base.metadata.drop_all(engine)
                """,
            [DatabaseWay("create_all", "Base.metadata"), DatabaseWay("drop_all", "Base.metadata")],
        ),
        (
            """
                @pytest.fixture
                async def tables():
                    async with engine.begin() as c:
                        await c.run_sync(Base.metadata.create_all)
                """,
            [DatabaseWay("create_all", "Base.metadata")],
        ),
        (
            "@pytest.fixture\ndef tables():\n    init_db()\n",
            [DatabaseWay("create_all", "shop.database:init_db")],
        ),
        (
            "@pytest.fixture\ndef tables(config):\n    command.upgrade(config, 'head')\n",
            [DatabaseWay("migrations", "alembic upgrade")],
        ),
        (
            "@pytest.fixture\ndef tables():\n    subprocess.run(['alembic', 'upgrade', 'head'])\n",
            [DatabaseWay("migrations", "alembic upgrade")],
        ),
        (
            "def empty(c):\n    c.execute(text('TRUNCATE TABLE orders'))\n",
            [DatabaseWay("truncate", "TRUNCATE TABLE orders")],
        ),
        (
            """
                def empty(c):
                    for table in reversed(Base.metadata.sorted_tables):
                        c.execute(table.delete())
                """,
            [DatabaseWay("truncate", "Base.metadata")],
        ),
        (
            """
                @pytest.fixture
                def db():
                    with engine.connect() as connection:
                        outer = connection.begin()
                        yield connection
                        outer.rollback()
                """,
            [DatabaseWay("rollback", "db")],
        ),
        (
            """
                from testcontainers.postgres import PostgresContainer

                box = PostgresContainer('postgres:18')
                """,
            [DatabaseWay("container", "PostgresContainer")],
        ),
        (
            "def client(app, db):\n    app.dependency_overrides[get_db] = lambda: db\n",
            [DatabaseWay("dependency_override", "shop.database:get_db")],
        ),
        (
            """
                import shop.database

                @pytest.fixture
                def swapped(other):
                    shop.database.engine = other
                """,
            [DatabaseWay("override", "shop.database.engine")],
        ),
        (
            """
                def test_a_setting(monkeypatch):
                    monkeypatch.setenv('DATABASE_URL', 'postgresql://x/y')
                """,
            [],
        ),
    ],
    ids=[
        "tables",
        "async tables",
        "through the backend",
        "alembic",
        "alembic's program",
        "truncate",
        "delete",
        "rollback",
        "container",
        "dependency",
        "engine",
        "one test's own",
    ],
)
def test_each_way_is_found(tmp_path: Path, text: str, expected: list[DatabaseWay]) -> None:
    """What fixtures do with tables, servers and the backend's own engine is named."""
    assert _ways(tmp_path, text) == expected


@pytest.mark.parametrize(
    ("name", "fixed", "detail"),
    [
        ("'shop_test'", True, "shop_test"),
        ("NAME", True, "shop_test"),
        ("f\"shop_{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}\"", False, ""),
        ("f'shop_{worker_id}'", False, ""),
        ("f'shop_{uuid.uuid4().hex}'", False, ""),
        ("database_name", False, ""),
        ("os.environ['DB_NAME'] + '_test'", False, ""),
    ],
    ids=["literal", "constant", "worker", "fixture", "random", "own fixture", "derived"],
)
def test_a_database_of_a_fixed_name_is_told_from_one_of_a_worker(
    tmp_path: Path, name: str, fixed: bool, detail: str
) -> None:
    """Only a name that is the same in every worker makes them meet."""
    text = f"""
import uuid

NAME = "shop_test"

@pytest.fixture
def database_name(worker_id):
    return f"shop_{{worker_id}}"

@pytest.fixture
def database(worker_id, database_name):
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE " + {name}))
"""
    assert _ways(tmp_path, text) == [DatabaseWay("create_database", detail, fixed)]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            "create_database('postgresql://ada:secret@db/shop_test')",
            DatabaseWay("create_database", "shop_test", fixed=True),
        ),
        ("drop_database(engine.url)", DatabaseWay("drop_database")),
        (
            "subprocess.run(['createdb', '-h', 'db', 'shop_test'], check=True)",
            DatabaseWay("create_database", "shop_test", fixed=True),
        ),
        (
            "engine.execute(f'DROP DATABASE IF EXISTS {NAME} WITH (FORCE)')",
            DatabaseWay("drop_database", "shop_test", fixed=True),
        ),
        (
            "engine.execute('create database \"shop_test\" template template0')",
            DatabaseWay("create_database", "shop_test", fixed=True),
        ),
    ],
)
def test_databases_are_made_in_several_ways(
    tmp_path: Path, call: str, expected: DatabaseWay
) -> None:
    """By a library, by a program, by a statement: each with the database's name."""
    assert _ways(tmp_path, f"NAME = 'shop_test'\n\ndef make():\n    {call}\n") == [expected]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("'sqlite://'", [DatabaseWay("memory", "sqlite://")]),
        ("'sqlite:///./test.db'", [DatabaseWay("file", "./test.db", fixed=True)]),
        ("f'sqlite:///{tmp_path}/x.db'", [DatabaseWay("file", "{...}/x.db")]),
        (
            "'sqlite:///' + os.environ.get('PYTEST_XDIST_WORKER', 'gw0')",
            [DatabaseWay("file", "gw0")],
        ),
        ("f'sqlite:///test_{worker_id}.db'", [DatabaseWay("file", "test_{...}.db")]),
        ("f'sqlite:///{own_file}'", [DatabaseWay("file", "/var/{...}.db")]),
        ("'postgresql://db/shop_test'", []),
    ],
    ids=["memory", "file", "temporary", "worker", "worker's number", "own fixture", "server"],
)
def test_sqlite_in_memory_and_in_files_is_found(
    tmp_path: Path, address: str, expected: list[DatabaseWay]
) -> None:
    """A file of one name is fixed; one below tmp_path is not."""
    text = f"""
@pytest.fixture
def own_file(worker_id):
    return f"/var/{{worker_id}}.db"

@pytest.fixture
def db(tmp_path, worker_id, own_file):
    yield create_engine({address})
"""
    assert _ways(tmp_path, text) == expected


@pytest.mark.parametrize(
    ("value", "fixed"),
    [
        ("'postgresql://db/shop_test'", True),
        ("'sqlite://'", False),
        ("f\"postgresql://db/shop_{os.environ.get('PYTEST_XDIST_WORKER')}\"", False),
        ("os.environ['TEST_DATABASE_URL']", False),
    ],
    ids=["server", "memory", "worker", "led"],
)
def test_a_variable_that_tests_set_is_fixed_where_its_value_is(
    tmp_path: Path, value: str, fixed: bool
) -> None:
    """A conftest that sets the backend's variable overrides what each worker was given."""
    ways = _ways(tmp_path, f"os.environ['DATABASE_URL'] = {value}\n")
    assert [each for each in ways if each.way == "override"] == [
        DatabaseWay("override", "DATABASE_URL", fixed)
    ]


def test_tables_made_in_a_fixed_database_are_fixed(tmp_path: Path) -> None:
    """create_all in a file whose engine has one address for all workers makes them meet."""
    text = """
            own = create_engine('postgresql://db/shop_test')

            @pytest.fixture
            def tables():
                Base.metadata.create_all(own)
            """
    assert _ways(tmp_path, text) == [DatabaseWay("create_all", "Base.metadata", fixed=True)]
