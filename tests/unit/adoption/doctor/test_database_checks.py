"""Databases: what workers share, PRAGMAs, and the way to a server."""

import json
import subprocess

import pytest

from layerproof.adoption.doctor.checks import database
from tests.support.examined_projects import Examined, Told

SQLITE = {
    "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["sqlalchemy"]\n',
    "shop/__init__.py": "",
    "shop/database.py": """
        from sqlalchemy import create_engine, event

        engine = create_engine("sqlite:///shop.db")

        @event.listens_for(engine, "connect")
        def prepare(connection, _record):
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA journal_mode=WAL")
        """,
    "tests/conftest.py": """
        import pytest
        from sqlalchemy import create_engine

        @pytest.fixture
        def engine(tmp_path):
            return create_engine(f"sqlite:///{tmp_path}/x.db")
        """,
    "tests/test_x.py": "def test_one(engine):\n    assert engine\n",
}


def test_pragmas_that_only_the_source_sets(project: Examined) -> None:
    """A fixture's own engine without the source's PRAGMAs is found, with all of them."""
    project.write(SQLITE)
    assert project.find("sqlite-pragmas") == [
        Told(
            "the source sets PRAGMAs that the tests' own engine does not:"
            " foreign_keys = ON, journal_mode = WAL",
            ("shop/database.py:7", "shop/database.py:8", "tests/conftest.py:6"),
        ),
    ]


def test_pragmas_in_a_dictionary(project: Examined) -> None:
    """A dictionary of PRAGMAs sets them in the source; spelling makes no difference."""
    source = """
    from sqlalchemy import create_engine

    PRAGMAS = {"foreign_keys": 1, "synchronous": "NORMAL"}
    engine = create_engine("sqlite:///shop.db")

    def prepare(connection):
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}")
    """
    tests = """
    from shop.database import engine

    def test_one():
        engine.execute("PRAGMA synchronous = 1")
        assert read(engine) == {"foreign_keys": 0}
    """
    files = SQLITE | {"tests/conftest.py": "", "tests/test_x.py": tests}
    project.write(files | {"shop/database.py": source})
    assert project.find("sqlite-pragmas") == []


def test_pragmas_that_differ(project: Examined) -> None:
    """The same PRAGMA with two values is found with both places."""
    more = '    connection.execute("pragma foreign_keys=off")\n'
    project.write(SQLITE | {"tests/test_x.py": f"def test_one(connection):\n{more}    assert 1\n"})
    assert project.find("sqlite-pragmas")[1] == Told(
        "PRAGMA foreign_keys is ON in the source and off in the tests",
        ("shop/database.py:7", "tests/test_x.py:2"),
    )


def test_foreign_keys_that_nobody_sets(project: Examined) -> None:
    """A backend on SQLite that never turns foreign keys on is found; on PostgreSQL it is well."""
    plain = 'from sqlalchemy import create_engine\nengine = create_engine("{}")\n'
    files = SQLITE | {"tests/conftest.py": ""}
    project.write(files | {"shop/database.py": plain.format("sqlite:///shop.db")})
    found = [each.what for each in project.find("sqlite-pragmas")]
    project.write(files | {"shop/database.py": plain.format("postgresql://localhost/shop")})
    assert (found, project.find("sqlite-pragmas")) == (
        ["the source never sets PRAGMA foreign_keys"],
        [],
    )


def test_tests_that_use_the_sources_engine(project: Examined) -> None:
    """Without an engine of their own the tests get the source's PRAGMAs."""
    project.write(SQLITE | {"tests/conftest.py": "from shop.database import engine\n"})
    assert project.find("sqlite-pragmas") == []


SHARED = {
    "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["sqlalchemy"]\n',
    "shop/__init__.py": "",
    "tests/conftest.py": """
        import shutil

        shutil.rmtree("/tmp/shop-exports", ignore_errors=True)
        """,
    "tests/test_x.py": "def test_one():\n    assert 1 == 1\n",
}


def test_a_path_that_all_workers_share(project: Examined) -> None:
    """A folder that is wiped at import is named with its place."""
    project.write(SHARED)
    assert project.find("workers") == [
        Told("all workers share one path: /tmp/shop-exports", ("tests/conftest.py:3",))
    ]


def test_a_folder_for_each_process_frees_what_lies_below_the_temporary_one(
    project: Examined,
) -> None:
    """Once the table moves the temporary folder, a name below it is no finding any more."""
    table = '[tool.layerproof]\nsource = ["shop"]\n'
    conftest = SHARED["tests/conftest.py"].replace(
        '"/tmp/shop-exports"', 'tempfile.gettempdir() + "/shop"'
    )
    project.write(SHARED | {"tests/conftest.py": conftest.replace("shutil", "shutil, tempfile", 1)})
    project.write({"pyproject.toml": table})
    assert len(project.find("workers")) == 1
    project.write({"pyproject.toml": table + '[tool.layerproof.env]\nTMPDIR = "{folder}"\n'})
    assert project.find("workers") == []


def test_a_port_that_one_test_binds(project: Examined) -> None:
    """It is named, and said not to be in the way of workers."""
    test = "def test_a():\n    import socket\n    socket.socket().bind(('', 9000))\n    assert 1\n"
    project.write(SHARED | {"tests/conftest.py": "", "tests/test_x.py": test})
    (found,) = project.ask("workers")
    assert found.what == "all workers share one port: 9000"
    assert found.why == "one test uses it, so workers do not meet; another run on this machine does"


DROPPING = """
import os

import pytest
import sqlalchemy as sa

NAME = "shop_test"

@pytest.fixture(scope="session", autouse=True)
def database():
    admin = sa.create_engine("postgresql://localhost/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text("DROP DATABASE IF EXISTS shop_test"))
        connection.execute(sa.text("CREATE DATABASE shop_test"))
    yield
"""


@pytest.mark.parametrize(("server", "told"), [("false", True), ("true", False)])
def test_a_database_by_a_fixed_name(project: Examined, server: str, told: bool) -> None:
    """It is shared by all workers unless each has a server of its own."""
    table = f"""
    [tool.layerproof]
    source = ["shop"]
    [tool.layerproof.database]
    engine = "postgresql"
    server_per_worker = {server}
    """
    project.write(SHARED | {"pyproject.toml": table, "tests/conftest.py": DROPPING})
    found = [each.what for each in project.find("workers")]
    assert found == ["all workers share one database: shop_test"] * told


POSTGRES = {
    "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["sqlalchemy", "psycopg"]\n',
    "shop/__init__.py": "",
    "shop/database.py": """
        import os
        from sqlalchemy import create_engine

        engine = create_engine(os.environ["DATABASE_URL"])
        """,
    ".env": "DATABASE_URL=postgresql+psycopg://shop:hunter2@db.test:5444/shop\n",
}


@pytest.mark.parametrize("answers", [True, False])
def test_the_server_that_the_variables_lead_to(
    project: Examined, monkeypatch: pytest.MonkeyPatch, answers: bool
) -> None:
    """Host and port are told where nothing answers, and no password ever."""
    asked = []

    def answer(host: str, port: int) -> bool:
        asked.append((host, port))
        return answers

    monkeypatch.setattr(database, "_answers", answer)
    project.write(POSTGRES)
    found = [each.what for each in project.find("database")]
    told = "DATABASE_URL leads to db.test:5444, where nothing answers"
    assert (found, asked) == ([] if answers else [told], [("db.test", 5444)])


def test_an_address_in_parts(project: Examined, monkeypatch: pytest.MonkeyPatch) -> None:
    """Host and port from variables of their own are put together."""
    monkeypatch.setattr(database, "_answers", lambda _host, _port: False)
    source = """
    import os
    from sqlalchemy import create_engine

    HOST = os.environ["SHOP_DB_HOST"]
    PORT = os.environ["SHOP_DB_PORT"]
    engine = create_engine(f"postgresql://shop@{HOST}:{PORT}/shop")
    """
    env = "SHOP_DB_HOST=db.test\nSHOP_DB_PORT=6000\n"
    project.write(POSTGRES | {"shop/database.py": source, ".env": env})
    assert [each.what for each in project.find("database")] == [
        "SHOP_DB_HOST leads to db.test:6000, where nothing answers"
    ]


def test_an_engine_that_layerproof_does_not_provide(project: Examined) -> None:
    """MySQL is named as what the suites have to bring along themselves."""
    source = 'from sqlalchemy import create_engine\nengine = create_engine("mysql+pymysql://h/x")\n'
    project.write(POSTGRES | {"shop/database.py": source, ".env": ""})
    assert [each.what for each in project.find("database")] == [
        "the backend runs on mysql, which Layerproof cannot provide"
    ]


TABLE = """
[tool.layerproof]
source = ["shop"]
[tool.layerproof.suites]
api = { workers = 4 }
[tool.layerproof.database]
engine = "postgresql"
"""


def answer_with(monkeypatch: pytest.MonkeyPatch, answer: object) -> None:
    """Let the process that asks for a server print this."""

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 0, json.dumps(answer), "")

    monkeypatch.setattr(subprocess, "run", run)


SETTINGS = {
    "server_version": "17.2",
    "max_connections": "20",
    "superuser_reserved_connections": "3",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}


@pytest.mark.parametrize("check", ["database", "database-server"])
def test_no_provider_gives_a_server(
    project: Examined, monkeypatch: pytest.MonkeyPatch, check: str
) -> None:
    """What was tried is told by both checks."""
    project.write(SHARED | {"pyproject.toml": TABLE})
    answer_with(monkeypatch, {"problem": "none", "tried": ["url: refused"], "advice": "start it"})
    (found,) = project.ask(check)
    assert (found.what, found.fix) == (
        "the tests have no PostgreSQL server: none (url: refused)",
        "start it",
    )


def test_connections_against_workers(project: Examined, monkeypatch: pytest.MonkeyPatch) -> None:
    """A borrowed server with fewer connections than workers may want is found; ours has room."""
    monkeypatch.setattr(database, "count_cores", lambda: 2)
    project.write(SHARED | {"pyproject.toml": TABLE})
    answer = {"provider": "url", "owned": False, "settings": SETTINGS, "tried": []}
    answer_with(monkeypatch, answer)
    (found,) = project.ask("database-server")
    answer_with(monkeypatch, answer | {"owned": True})
    (well,) = project.ask("database-server")
    assert (found.what, (well.state.value, well.what)) == (
        "the server takes 17 connections, and the workers of one suite may want 32",
        (
            "well",
            "PostgreSQL 17.2, by url, max_connections 20; every commit waits for the disk",
        ),
    )


def test_silence_is_not_measured(project: Examined, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that prints no answer leaves the check unmeasured."""

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "Traceback")

    monkeypatch.setattr(subprocess, "run", run)
    project.write(SHARED | {"pyproject.toml": TABLE})
    assert [(each.state.value, each.what) for each in project.ask("database")] == [
        ("not measured", "the question for the database broke off")
    ]
