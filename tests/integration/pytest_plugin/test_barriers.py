"""What the bars of the unit suite hold back, and what they let through."""

from __future__ import annotations

import pytest

from tests.support.barred_projects import attempts, barred_project, run, write


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """Return a project whose suites are the ready ones."""
    return barred_project(pytester)


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
