"""When and where a process of tests gets its database: environment, workers, and what fails."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from tests.support.database_projects import Project, write_project
from tests.support.postgres import running_server
from tests.support.runs import layerproof

#: Fails where the backend's variable is not set before the first conftest is imported.
EARLY = """
import os
URL = os.environ["SHOP_URL"]
"""
#: Each test tells which database it had, and that the backend was given the same.
WHERE = """
import os
import pytest
from shop.database import engine as backend

@pytest.mark.parametrize("number", range(8))
def test_where(committed_db, database, worker_id, number):
    assert os.environ["SHOP_URL"] == database.async_url
    assert backend.url.database == database.fields.get("path", database.name)
    with open("seen.txt", "a") as seen:
        seen.write(f"{worker_id} {database.url}\\n")
"""


def env_project(root: Path, engine: str) -> Project:
    """Write a project whose backend reads its address when it is imported, from a conftest."""
    project = write_project(root, engine, shape="environment")
    return project.put("tests/conftest.py", EARLY + "import shop.main\n")


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_each_worker_has_a_database_of_its_own(tmp_path: Path, engine: str) -> None:
    """The variables are set before the first conftest, in every worker to its own database."""
    project = env_project(tmp_path, engine).write(integration_where=WHERE)
    ran = project.run("-n", "2", "--dist", "load")
    assert (ran.code, ran.count("passed")) == (0, 8), ran.text
    seen = {tuple(line.split()) for line in (tmp_path / "seen.txt").read_text().splitlines()}
    assert {worker for worker, _ in seen} == {"gw0", "gw1"}
    assert len({database for _, database in seen}) == len(seen) == 2


@pytest.mark.parametrize("args", [("--help",), ("--version",), ("--collect-only",)])
def test_what_runs_no_test_starts_no_server(tmp_path: Path, args: tuple[str, ...]) -> None:
    """Help, version and collecting alone need no PostgreSQL, though conftests see the variables."""
    project = env_project(tmp_path, "postgresql").write(integration_where=WHERE)
    project.given = False
    if args != ("--collect-only",):
        project.put("tests/conftest.py", "")
    ran = project.run(*args)
    assert ran.code == 0, ran.text
    assert not (tmp_path / ".layerproof").exists()


def test_a_run_of_unit_tests_starts_no_server(tmp_path: Path) -> None:
    """Unit tests see variables that lead nowhere, and nothing of a database is made for them."""
    project = env_project(tmp_path, "postgresql")
    project.given = False
    project.write(
        unit_a="""
        import os

        def test_it():
            assert "layerproof_provides_no_database_here" in os.environ["SHOP_URL"]
        """
    )
    ran = project.run("--layerproof-suites=unit")
    assert ran.tests == {"test_it": "passed"}, ran.text
    assert not (tmp_path / ".layerproof").exists()


USES = """
import pytest

@pytest.mark.parametrize("number", range(4))
def test_it(db, number): ...
"""


def _dead_url() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"postgresql://shop:geheim@127.0.0.1:{probe.getsockname()[1]}/shop"


@pytest.mark.parametrize("args", [(), ("-n", "2")], ids=["alone", "workers"])
def test_a_server_that_does_not_answer_is_told_once(tmp_path: Path, args: tuple[str, ...]) -> None:
    """Each test fails for it, the explanation stands once a process, and no trace anywhere."""
    project = write_project(tmp_path, "postgresql").write(integration_uses=USES)
    project.env["TEST_DATABASE_URL"] = _dead_url()
    ran = project.run(*args)
    assert (ran.code, ran.count("error")) == (1, 4), ran.text
    told = ran.text.count("  do: start it, or correct TEST_DATABASE_URL")
    assert told == 1 if not args else told in (1, 2)
    assert ran.text.count("(told in full before)") == 4 - told
    assert "Traceback" not in ran.text
    assert "borrowed.py" not in ran.text
    assert "geheim" not in ran.text


@pytest.mark.parametrize("args", [(), ("-n", "2")], ids=["alone", "workers"])
def test_no_server_for_the_environment_ends_the_run(tmp_path: Path, args: tuple[str, ...]) -> None:
    """Where the backend needs its variables at once, pytest does not begin: one message, code 3."""
    project = env_project(tmp_path, "postgresql").write(integration_where=WHERE)
    project.env["TEST_DATABASE_URL"] = _dead_url()
    ran = project.run(*args)
    assert ran.code == 3, ran.text
    assert ran.text.count("error[database-server]") == 1
    assert "Traceback" not in ran.text


@pytest.mark.parametrize("args", [(), ("--", "-n", "2")], ids=["alone", "workers"])
@pytest.mark.parametrize("led", [False, True], ids=["dependency", "environment"])
def test_a_suite_without_its_server_is_not_measured(
    tmp_path: Path, args: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, *, led: bool
) -> None:
    """Tests that could not run have not failed, and the suite's verdict says what was missing."""
    make = env_project if led else write_project
    project = make(tmp_path, "postgresql").write(integration_uses=USES)
    monkeypatch.setenv("TEST_DATABASE_URL", _dead_url())
    done = layerproof(project.root, "run", "--suite", "integration", *args)
    assert done.code == 3, done.text
    assert "suite integration: not measured" in done.text
    reason = "could not run" if led else "integration did not run as a whole: error[database-"
    assert reason in done.text
    assert "error[database-server]: the tests need a PostgreSQL server" in done.text
    assert "Traceback" not in done.text


def test_a_field_that_an_engine_does_not_have_ends_the_run(tmp_path: Path) -> None:
    """SQLite has no host: the run does not begin, and the fields that there are stand there."""
    project = env_project(tmp_path, "sqlite").configure(table='env = { SHOP_URL = "{host}" }')
    ran = project.write(integration_where=WHERE).run()
    assert ran.code == 4, ran.text
    assert "host" in ran.text
    assert "Traceback" not in ran.text


def test_a_test_without_a_table_for_databases_is_told_what_to_write(tmp_path: Path) -> None:
    """A project that names no database gets an explanation, not a trace."""
    project = write_project(tmp_path, "sqlite").write(integration_uses=USES)
    text = (tmp_path / "pyproject.toml").read_text()
    (tmp_path / "pyproject.toml").write_text(text.partition("[tool.layerproof.database]")[0])
    ran = project.run()
    assert ran.count("error") == 4
    assert "do: add [tool.layerproof.database] to pyproject.toml" in ran.text
    assert "databases.py" not in ran.text


def test_a_client_without_an_application_is_told_what_to_write(tmp_path: Path) -> None:
    """A project that names no application gets an explanation, not a trace."""
    project = write_project(tmp_path, "sqlite")
    project.write(api_uses="async def test_it(client): ...\ndef test_sync(sync_client): ...")
    text = (tmp_path / "pyproject.toml").read_text()
    (tmp_path / "pyproject.toml").write_text(re.sub("app = .*", "", text))
    ran = project.run()
    assert ran.tests == {"test_it": "error", "test_sync": "error"}
    assert 'do: add app = "package.module:app" to [tool.layerproof]' in ran.text
    assert "clients.py" not in ran.text


def test_a_template_that_fails_is_built_once(tmp_path: Path) -> None:
    """What makes the schema fail is told to the first test, and not tried again for others."""
    project = write_project(tmp_path, "sqlite").write(integration_uses=USES)
    project.put("shop/models.py", "raise LookupError('no models today')\n")
    ran = project.run()
    assert ran.count("error") == 4, ran.text
    assert ran.text.count("no models today") >= 1
    assert ran.text.count("(told in full before)") == 3


NO_DRIVER = """
import importlib.util

find_spec = importlib.util.find_spec
missing = ("asyncpg", "psycopg", "aiosqlite")
import layerproof.database.settings as settings
settings.find_spec = lambda name: None if name == "aiosqlite" else find_spec(name)
"""


def test_an_asynchronous_session_without_a_driver_is_told_what_to_install(tmp_path: Path) -> None:
    """Without an asynchronous driver synchronous tests run, the others say what to install."""
    project = write_project(tmp_path, "sqlite", is_async=False)
    project.put("tests/conftest.py", NO_DRIVER)
    project.write(integration_a="def test_sync(db): ...\nasync def test_async(async_db): ...")
    ran = project.run()
    assert ran.tests == {"test_sync": "passed", "test_async": "error"}, ran.text
    assert "aiosqlite" in ran.text.partition("do: install")[2].splitlines()[0]


#: As an installation lacks it: SQLAlchemy without greenlet, no driver of Layerproof's own.
HIDES = """
import sys

sys.modules[{module!r}] = None
"""


@pytest.mark.parametrize(
    ("module", "said"),
    [
        ("greenlet", "error[environment]: a database for tests needs greenlet, which is not inst"),
        ("psycopg", "tried: url: a PostgreSQL server is asked for and psycopg cannot be imported:"),
    ],
)
def test_a_missing_extra_is_named(tmp_path: Path, module: str, said: str) -> None:
    """An installation without the extras for databases is told which ones, without a trace."""
    project = write_project(tmp_path, "postgresql", is_async=False)
    project.put("tests/conftest.py", HIDES.format(module=module))
    project.write(integration_a="def test_sync(db): ...")
    ran = project.run()
    assert ran.tests == {"test_sync": "error"}, ran.text
    assert said in ran.text
    assert 'do: pip install "layerproof[postgres' in ran.text
    assert "pip install sqlalchemy" not in ran.text
    assert "Traceback" not in ran.text


def test_an_import_that_lacks_an_extra_names_it(tmp_path: Path) -> None:
    """A helper whose library is missing fails by an ImportError that says what brings it."""
    project = write_project(tmp_path, "sqlite", is_async=False)
    project.put("tests/conftest.py", HIDES.format(module="factory"))
    project.write(integration_a="from layerproof.testing import SQLAlchemyFactory")
    ran = project.run()
    assert 'SQLAlchemyFactory needs factory: pip install "layerproof[testing]"' in ran.text


MISWIRED = """
import pytest
from sqlalchemy import create_engine, text

OTHER = create_engine("postgresql+psycopg://me@127.0.0.1:1/production")

def test_before_any_database():
    OTHER.connect()

def test_with_a_database(db):
    db.execute(text("select 1"))
    OTHER.connect()
"""


@pytest.mark.parametrize("given", [True, False], ids=["given", "own"])
def test_a_connection_to_another_server_is_refused(tmp_path: Path, *, given: bool) -> None:
    """The guard stands before the first database and after, and says how it is turned off."""
    project = write_project(tmp_path, "postgresql", given=given)
    ran = project.write(integration_miswired=MISWIRED).run()
    assert ran.tests == {"test_before_any_database": "failed", "test_with_a_database": "failed"}
    refused = "error[database-guard]: a connection to postgresql://me@127.0.0.1:1/production"
    assert ran.text.count(refused) == 2, ran.text
    assert "set database.guard to false" in ran.text


def test_without_the_guard_every_server_may_be_reached(tmp_path: Path) -> None:
    """A project that switches the guard off is left alone: PostgreSQL itself answers, or nobody."""
    project = write_project(tmp_path, "postgresql").configure(table="guard = false")
    ran = project.write(integration_miswired=MISWIRED).run()
    assert ran.count("failed") == 2
    assert "database-guard" not in ran.text
    assert "OperationalError" in ran.text


ELSEWHERE = """
from sqlalchemy import create_engine, text

def test_elsewhere(db):
    with create_engine("{url}").connect() as connection:
        connection.execute(text("SELECT 1"))
"""


UNWIRED = """
import pytest
from pathlib import Path
from sqlalchemy import create_engine, text

def create(file):
    with create_engine(f"sqlite:///{file}").begin() as connection:
        connection.execute(text("CREATE TABLE t (x int)"))

def test_a_file_of_the_project(db):
    create("shop.db")

def test_a_file_of_the_test(db, tmp_path):
    create(tmp_path / "own.db")
"""


@pytest.mark.parametrize("temporary", [[], ["--basetemp=scratch"]], ids=["machine's", "project's"])
def test_a_backend_that_nothing_wires_writes_no_file(tmp_path: Path, temporary: list[str]) -> None:
    """On SQLite a developer's file is refused and not made; tests' own files are let be."""
    project = write_project(tmp_path, "sqlite").write(integration_unwired=UNWIRED)
    ran = project.run(*temporary)
    outcomes = {"test_a_file_of_the_project": "failed", "test_a_file_of_the_test": "passed"}
    assert ran.tests == outcomes, ran.text
    refused = f"error[database-guard]: a connection to sqlite:///{project.root}/shop.db was refused"
    assert refused in ran.text
    assert not (project.root / "shop.db").exists()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_database_that_is_not_the_tests_is_refused(tmp_path: Path, engine: str) -> None:
    """Neither on SQLite nor beside a given server's own is a developer's PostgreSQL reached."""
    url = running_server().place.named("template1").url("psycopg")
    project = write_project(tmp_path, engine).write(integration_else=ELSEWHERE.format(url=url))
    ran = project.run()
    assert ran.tests == {"test_elsewhere": "failed"}, ran.text
    assert "error[database-guard]: a connection to postgresql://" in ran.text
