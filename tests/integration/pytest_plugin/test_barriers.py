"""The bars of the unit suite, in projects that try to get past them."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec

import pytest

PYPROJECT = """
[tool.layerproof]
source = ["src"]

[tool.pytest.ini_options]
asyncio_mode = "auto"
asyncio_default_fixture_loop_scope = "function"
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """Return a project whose suites are the ready ones."""
    pytester.makefile(".toml", pyproject=PYPROJECT)
    return pytester


def write(project: pytest.Pytester, **tests: str) -> None:
    """Write test files: ``unit_a`` becomes ``tests/unit/test_a.py``."""
    for name, code in tests.items():
        suite, _, module = name.partition("_")
        folder = project.path / "tests" / suite
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"test_{module}.py").write_text(code, encoding="utf-8")


def run(project: pytest.Pytester, *args: str) -> pytest.RunResult:
    """Run pytest on the project in a process of its own."""
    return project.runpytest_subprocess("-p", "no:cacheprovider", "-q", *args)


def said(result: pytest.RunResult) -> list[str]:
    """Return what the bars said, one line a failed test."""
    mark = "layerproof.pytest_plugin.barriers.BarredError: "
    return [
        line.partition(mark)[2]
        for line in result.outlines
        if line.startswith("E  ") and mark in line
    ]


def barred(project: pytest.Pytester, code: str) -> str:
    """Run one unit test that must fail alone, and return what the bars said."""
    write(project, unit_it=code)
    result = run(project, "-W", "ignore::pytest.PytestUnhandledThreadExceptionWarning")
    result.assert_outcomes(failed=1)
    return said(result)[0]


def attempts(project: pytest.Pytester, statements: Iterable[str], kind: str) -> list[str]:
    """Run a unit test for each statement, all of which must fail; return what each tried."""
    code = "".join(f"def test_{n}():\n    {one}\n" for n, one in enumerate(statements))
    write(project, unit_it=f"import asyncio, socket, sqlite3\n{code}")
    lines = said(run(project))
    heads = [f"tests/unit/test_it.py::test_{n} tried to " for n in range(len(lines))]
    end = f", but suite unit bars the {kind}. {NETWORK if kind == 'network' else DATABASE}"
    assert all(line.startswith(head) for line, head in zip(lines, heads, strict=True))
    assert all(line.endswith(end) for line in lines)
    return [
        line.removeprefix(head).removesuffix(end) for line, head in zip(lines, heads, strict=True)
    ]


NETWORK = (
    "Mark the test `integration` or move it to tests/integration; or give the code under test "
    "a fake, such as a transport that answers by itself."
)
DATABASE = (
    "Mark the test `integration` or move it to tests/integration; or give the code under test "
    "a fake session or a fake repository."
)
HERE = "tests/unit/test_it.py::test_it tried to"


def test_network_is_barred(project: pytest.Pytester) -> None:
    """A unit test that reaches for the network fails and is told where it went and what to do."""
    expected = {
        "socket.create_connection(('127.0.0.1', 9))": "connect to 127.0.0.1:9",
        "socket.socket().connect_ex(('10.1.2.3', 80))": "connect to 10.1.2.3:80",
        "socket.socket(socket.AF_INET6).connect(('::1', 80))": "connect to ::1:80",
        "socket.getaddrinfo('example.invalid', 443)": "look up example.invalid:443",
        "socket.gethostbyname('example.invalid')": "look up example.invalid",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('10.1.2.3', 53))": (
            "send to 10.1.2.3:53"
        ),
        "socket.socket(type=socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, ('10.1.2.3', 53))": (
            "send to 10.1.2.3:53"
        ),
    }
    assert attempts(project, expected, "network") == list(expected.values())


def test_sqlite_is_barred(project: pytest.Pytester) -> None:
    """A unit test that opens SQLite fails, in memory or in a file."""
    expected = {
        "sqlite3.connect(':memory:')": "open the SQLite database :memory:",
        "sqlite3.connect('shop.db')": "open the SQLite database shop.db",
    }
    assert attempts(project, expected, "database") == list(expected.values())


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


FREE = (
    "socket.socketpair()",
    "socket.getaddrinfo('127.0.0.1', 80)",
    "socket.getaddrinfo('::1', 80)",
    "socket.getaddrinfo(None, 80)",
    "socket.getfqdn()",
    "socket.socket().bind(('127.0.0.1', 0))",
    "asyncio.run(asyncio.sleep(0))",
    "subprocess.run([sys.executable, '-c', ''], check=True)",
)


def test_what_is_no_network_is_not_barred(project: pytest.Pytester) -> None:
    """Socket pairs, loops, numeric addresses and child processes are free."""
    tests = "".join(f"def test_{n}():\n    {one}\n" for n, one in enumerate(FREE))
    write(project, unit_it=f"import asyncio, socket, subprocess, sys\n{tests}")
    run(project).assert_outcomes(passed=len(FREE))


def test_unix_sockets_of_others_are_not_barred(project: pytest.Pytester) -> None:
    """A unix socket that is not PostgreSQL's is free."""
    code = """
import socket

def test_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    server, client = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
    server.bind("s")
    server.listen()
    client.connect("s")
    server.close(), client.close()
"""
    write(project, unit_it=code)
    run(project).assert_outcomes(passed=1)


def test_coverage_may_save_its_data(project: pytest.Pytester) -> None:
    """Coverage's own SQLite file is opened in the middle of a test without a breach."""
    code = """
import coverage

def test_it(tmp_path):
    data = coverage.CoverageData(str(tmp_path / "data"))
    data.add_lines({"a.py": [1]})
    data.write()
    data.close()
"""
    write(project, unit_it=code)
    run(project).assert_outcomes(passed=1)


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
