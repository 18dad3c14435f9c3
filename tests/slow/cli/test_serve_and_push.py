"""``layerproof serve`` and ``layerproof push`` as processes, as a user starts them."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.factories.reports import make_report, make_test, write_report

LAYERPROOF = [sys.executable, "-m", "layerproof"]
SECONDS = 60

#: Where the runs of the project that the reports name are read without accounts.
RUNS = "/api/v1/organizations/local/projects/shop/runs"


@contextmanager
def _serving(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Give a server on a free port, and its URL; kill it if it is still there at the end."""
    with subprocess.Popen(
        [*LAYERPROOF, "serve", "--port", "0", *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            assert process.stdout is not None
            first = process.stdout.readline()
            assert first.startswith("Layerproof history: http://"), process.communicate()
            assert process.stdout.readline().startswith("database: sqlite+aiosqlite:////")
            yield process, first.split()[-1].removesuffix("/")
        finally:
            process.kill()


def _push(folder: Path, url: str, *arguments: str, **environment: str) -> tuple[int, str, str]:
    ended = subprocess.run(
        [*LAYERPROOF, "push", *arguments],
        cwd=folder,
        env={**os.environ, "LAYERPROOF_HISTORY_URL": url, **environment},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return ended.returncode, ended.stdout, ended.stderr


def _get(url: str) -> object:
    with urlopen(url, timeout=SECONDS) as answer:
        return json.load(answer)


def _post(url: str, body: bytes) -> int:
    headers = {"Content-Type": "application/json"}
    request = Request(f"{url}/api/v1/runs", body, headers)
    with urlopen(request, timeout=SECONDS) as answer:
        status: int = answer.status
        return status


def _write(folder: Path, **changes: object) -> dict[str, object]:
    document = make_report(**changes)  # type: ignore[arg-type]
    report = folder / ".layerproof" / "report" / "report.json"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(json.dumps(document), encoding="utf-8")
    return document


def test_push_read_stop_and_start_again(tmp_path: Path) -> None:
    """A pushed report can be read, SIGTERM ends the server with 0, and the next one has it."""
    document = _write(tmp_path, run_id="kept", tests=[make_test(n) for n in range(500)])
    with _serving(tmp_path) as (server, url):
        address, page = f"{url}{RUNS}/kept", f"{url}/o/local/shop/runs/kept"
        assert _push(tmp_path, url) == (0, f"stored: {page}\n", "")
        assert _push(tmp_path, url) == (0, f"was stored before: {page}\n", "")
        assert _get(f"{address}/report") == document
        server.send_signal(signal.SIGTERM)
        ended = server.communicate(timeout=SECONDS)
        assert (server.returncode, ended[0], "Traceback" in ended[1]) == (0, "", False)
    left = {path.name for path in (tmp_path / ".layerproof").iterdir()}
    assert left == {".gitignore", "history.db", "report"}
    with _serving(tmp_path) as (server, url):
        assert _get(f"{url}{RUNS}/kept/report") == document
        server.send_signal(signal.SIGINT)
        logged = server.communicate(timeout=SECONDS)[1]
        assert (server.returncode, "Traceback" in logged) == (0, False)


def test_a_kill_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    """After kill -9 every run whose push was answered is there, whole."""
    with _serving(tmp_path) as (server, url):
        for number in range(3):
            assert _post(url, write_report(run_id=f"run-{number}")) == 201
        server.kill()
        server.communicate(timeout=SECONDS)
    with _serving(tmp_path) as (_, url):
        page = _get(f"{url}{RUNS}")
        assert isinstance(page, dict)
        assert {run["id"] for run in page["items"]} == {"run-0", "run-1", "run-2"}


def test_a_push_that_has_begun_is_answered_before_the_end(tmp_path: Path) -> None:
    """A server that is told to stop in the middle of a body stores it and answers first."""
    body = write_report(run_id="late")
    with _serving(tmp_path) as (server, url):
        host, port = url.removeprefix("http://").split(":")
        head = (
            f"POST /api/v1/runs HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
        )
        with socket.create_connection((host, int(port)), timeout=SECONDS) as connection:
            connection.sendall(head.encode())
            assert b"100 Continue" in connection.recv(1_000)
            connection.sendall(body[:100])
            server.send_signal(signal.SIGTERM)
            connection.sendall(body[100:])
            assert b"201 Created" in connection.recv(10_000)
        server.communicate(timeout=SECONDS)
        assert server.returncode == 0


def test_what_the_server_refuses(tmp_path: Path) -> None:
    """A report that the server does not take ends the push with 3 and the server's words."""
    with _serving(tmp_path, "--max-body", "1") as (_, url):
        _write(tmp_path, run_id="taken")
        assert _push(tmp_path, url)[0] == 0
        _write(tmp_path, run_id="taken", branch="other")
        conflict = _push(tmp_path, url)
        _write(tmp_path, schema_version=2)
        unknown = _push(tmp_path, url)
        _write(tmp_path, extra="x" * 2_000_000)
        large = _push(tmp_path, url)
    assert [code for code, _, _ in (conflict, unknown, large)] == [3, 3, 3]
    assert "run taken is already stored with other content" in conflict[2]
    assert "schema version 2 is not known; known: 1" in unknown[2]
    assert "the body is larger than 1048576 bytes" in large[2]


def test_servers_that_are_none(tmp_path: Path) -> None:
    """A closed port and a server without TLS are one message each, with 3."""
    _write(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    closed = _push(tmp_path, f"http://127.0.0.1:{port}")
    with _serving(tmp_path) as (_, url):
        plain = _push(tmp_path, url.replace("http://", "https://"))
    for code, said, complained in (closed, plain):
        assert (code, said) == (3, "")
        assert complained.startswith("error[push]: the history server at http")
        assert "Traceback" not in complained
    assert "Connection refused" in closed[2]
    assert "SSL" in plain[2]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Give a key and a certificate for 127.0.0.1 that nobody has signed, in one file."""
    made = tmp_path / "certificate.pem"
    key = tmp_path / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(key), "-out", str(made)]
    subprocess.run([*command, *names, *files], check=True, capture_output=True)
    made.write_text(key.read_text() + made.read_text())
    return made


def test_a_certificate_that_nobody_has_signed(tmp_path: Path, certificate: Path) -> None:
    """A server whose certificate is not trusted is not pushed to, and the reason is told."""
    _write(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_greet, args=(listening, context))
        thread.start()
        code, _, complained = _push(tmp_path, f"https://127.0.0.1:{listening.getsockname()[1]}")
        thread.join(SECONDS)
    assert code == 3
    assert "certificate verify failed" in complained


def _greet(listening: socket.socket, context: ssl.SSLContext) -> None:
    connection, _ = listening.accept()
    with connection:
        try:
            context.wrap_socket(connection, server_side=True).close()
        except (ssl.SSLError, ConnectionError):
            return


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    """A port on which something listens is wrong use, told in one message."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = subprocess.run(
            [*LAYERPROOF, "serve", "--port", port],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    assert ended.returncode == 2
    assert ended.stderr == (
        f"error[usage]: the address 127.0.0.1 port {port} cannot be listened on: "
        "Address already in use\n"
        "  do: take another --port (0 for any that is free), or stop what listens there\n"
    )


def test_a_database_that_cannot_be_used(tmp_path: Path) -> None:
    """A database file with something else in it ends the server with 3 and one message."""
    (tmp_path / "other.db").write_text("something else " * 100)
    ended = subprocess.run(
        [*LAYERPROOF, "serve", "--port", "0", "--database", "other.db"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert ended.returncode == 3
    assert ended.stderr.startswith("error[history-database]: the history database sqlite")
    assert "file is not a database" in ended.stderr
