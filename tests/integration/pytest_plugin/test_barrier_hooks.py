"""Whom the bars of a suite hold, and how a breach of them shows."""

from __future__ import annotations

import pytest

from tests.support.barred_projects import HERE, PYPROJECT, barred, barred_project, run, write


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """Return a project whose suites are the ready ones."""
    return barred_project(pytester)


def test_swallowed_error_fails_the_test(project: pytest.Pytester) -> None:
    """Code that swallows every error does not hide what it tried."""
    code = """
import socket

def test_it():
    try:
        socket.create_connection(("127.0.0.1", 9))
    except Exception:
        pass
"""
    assert barred(project, code).startswith(f"{HERE} connect to 127.0.0.1:9")


def test_breach_shows_through_another_failure(project: pytest.Pytester) -> None:
    """Where the code turned the breach into another failure, both are shown."""
    code = """
import socket

def test_it():
    try:
        socket.create_connection(("127.0.0.1", 9))
    except Exception:
        answer = 500
    assert answer == 200
"""
    write(project, unit_it=code)
    result = run(project)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*assert 500 == 200*", "*BarredError: *connect to 127.0.0.1:9*"])


def test_skipping_on_a_breach_is_no_way_out(project: pytest.Pytester) -> None:
    """A test that skips itself since there is no database fails in a suite without one."""
    code = """
import sqlite3
import pytest

def test_it():
    try:
        sqlite3.connect(":memory:")
    except Exception:
        pytest.skip("no database")
"""
    assert barred(project, code).startswith(f"{HERE} open the SQLite database :memory:")


def test_breach_in_a_thread_fails_the_test(project: pytest.Pytester) -> None:
    """A thread that the test starts is held to the same bars."""
    code = """
import socket, threading

def test_it():
    thread = threading.Thread(target=socket.getaddrinfo, args=("db", 5432), name="worker")
    thread.start()
    thread.join()
"""
    assert barred(project, code).startswith(f"{HERE} look up db:5432 in thread worker, but suite")


def test_thread_of_one_unit_test_stays_barred_in_the_next(project: pytest.Pytester) -> None:
    """A pool's thread that a barred test started is no outsider to the tests after it."""
    write(
        project,
        unit_it="""
import sqlite3
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(1, "pool")

def test_first():
    pool.submit(len, "").result()

def test_second():
    pool.submit(sqlite3.connect, ":memory:").exception()
""",
    )
    run(project).assert_outcomes(passed=1, failed=1)


def test_fixture_is_named(project: pytest.Pytester) -> None:
    """A breach while a fixture is set up names the fixture, and is an error of the set-up."""
    code = """
import sqlite3
import pytest

@pytest.fixture
def database():
    return sqlite3.connect(":memory:")

@pytest.fixture
def session(database):
    return database

def test_it(session):
    pass
"""
    write(project, unit_it=code)
    result = run(project)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["E *test_it tried to open the SQLite database :memory: in fixture `database`, but suite *"]
    )


def test_teardown_is_barred(project: pytest.Pytester) -> None:
    """A fixture of a unit test may not open a database when it cleans up either."""
    code = """
import sqlite3
import pytest

@pytest.fixture
def cleaned():
    yield
    sqlite3.connect(":memory:")

def test_it(cleaned):
    pass
"""
    write(project, unit_it=code)
    run(project).assert_outcomes(passed=1, errors=1)


SERVED = """
import socket, sqlite3, threading
import pytest
import pytest_asyncio

class Server:
    def __init__(self):
        self.asked, self.answered = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        self.asked.wait()
        sqlite3.connect(":memory:").close()
        self.answered.set()

@pytest.fixture(scope="session")
def server():
    server = Server()
    yield server
    sqlite3.connect(":memory:").close()

@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def connected(server):
    yield server
    sqlite3.connect(":memory:").close()
"""


def test_other_suites_in_the_same_process_are_left_alone(project: pytest.Pytester) -> None:
    """Threads and clean-up of an integration test's fixtures go on during a unit test."""
    project.makeconftest(SERVED)
    write(
        project,
        integration_a="""
import sqlite3

def test_real(connected):
    sqlite3.connect(":memory:").close()
""",
        unit_z="""
def test_beside(server):
    server.asked.set()
    assert server.answered.wait(5)
""",
    )
    run(project).assert_outcomes(passed=2)


def test_bars_hold_in_workers(project: pytest.Pytester) -> None:
    """Under xdist each worker holds its tests to the bars."""
    write(
        project,
        unit_it="""
import sqlite3

def test_it():
    sqlite3.connect(":memory:")
""",
    )
    result = run(project, "-n", "1")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*BarredError: *open the SQLite database :memory:, but suite*"])


def test_suite_that_bars_nothing_costs_nothing(project: pytest.Pytester) -> None:
    """Where no suite bars anything the barriers are not even imported."""
    (project.path / "pyproject.toml").write_text(
        PYPROJECT + "\n[tool.layerproof.suites]\nunit = { network = true, database = true }\n",
        encoding="utf-8",
    )
    write(
        project,
        unit_it="""
import sqlite3, sys

def test_it():
    sqlite3.connect(":memory:").close()
    assert "layerproof.pytest_plugin.barriers" not in sys.modules
""",
    )
    run(project).assert_outcomes(passed=1)


def test_only_the_database_may_be_barred(project: pytest.Pytester) -> None:
    """A suite may bar the database and leave the network free."""
    (project.path / "pyproject.toml").write_text(
        PYPROJECT + "\n[tool.layerproof.suites]\nunit = { network = true, database = false }\n",
        encoding="utf-8",
    )
    write(
        project,
        unit_it="""
import socket, sqlite3
import pytest

def test_network():
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", 1))

def test_database():
    sqlite3.connect(":memory:")
""",
    )
    run(project).assert_outcomes(passed=1, failed=1)
