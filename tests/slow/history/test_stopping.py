"""A server that is told to stop: what has begun is answered, and what was answered is there."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

from layerproof.history.settings import HistorySettings
from tests.factories.reports import make_report, make_test, write_report
from tests.support.history_servers import SECONDS, ServerProcess, address_of, serving

RUNS = "/api/v1/organizations/local/projects/shop/runs"
JSON = {"Content-Type": "application/json"}
CONNECTIONS = 6


def _begin_push(server: ServerProcess, body: bytes, sent: int) -> socket.socket:
    """Return a connection on which a push has begun: the head, and the first bytes of the body."""
    connection = socket.create_connection((server.host, server.port), timeout=SECONDS)
    head = (
        f"POST /api/v1/runs HTTP/1.1\r\nHost: {server.host}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
    )
    connection.sendall(head.encode())
    assert b"100 Continue" in connection.recv(1_000)
    connection.sendall(body[:sent])
    return connection


def test_pushes_in_flight_during_sigterm(settings: HistorySettings, tmp_path: Path) -> None:
    """Of pushes during SIGTERM each that was answered is there, and no other one is."""
    arguments = ("--database", address_of(settings))
    answered: set[str] = set()
    enough = threading.Event()

    def push(connection: http.client.HTTPConnection, first: int) -> None:
        with closing(connection), suppress(OSError, http.client.HTTPException):
            for number in range(first, first + 1_000):
                tests = [make_test(place) for place in range(30)]
                body = json.dumps(make_report(run_id=f"run-{number}", tests=tests)).encode()
                connection.request("POST", "/api/v1/runs", body, JSON)
                response = connection.getresponse()
                response.read()
                assert response.status == 201
                answered.add(f"run-{number}")
                if len(answered) >= CONNECTIONS * 3:
                    enough.set()

    with serving(tmp_path, *arguments) as server, ThreadPoolExecutor(CONNECTIONS) as pool:
        pushing = [
            pool.submit(push, server.connect(), place * 1_000) for place in range(CONNECTIONS)
        ]
        assert enough.wait(SECONDS)
        server.process.send_signal(signal.SIGTERM)
        assert server.wait() == 0
        for done in pushing:
            done.result(SECONDS)
    with serving(tmp_path, *arguments) as again:
        stored: set[str] = set()
        query = "?limit=200"
        while query:
            page = again.ask("GET", f"{RUNS}{query}")[1]
            stored |= {run["id"] for run in page["items"]}
            query = f"?limit=200&cursor={page['next']}" if page["next"] else ""
    assert stored == answered


def test_a_second_signal_ends_at_once(tmp_path: Path) -> None:
    """The second signal does not wait for a push that has begun; nothing of that one is stored."""
    body = write_report(run_id="half")
    with serving(tmp_path) as server:
        assert server.ask("POST", "/api/v1/runs", write_report(run_id="whole"))[0] == 201
        with _begin_push(server, body, 100):
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            assert server.process.poll() is None
            began = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            assert server.wait() == -signal.SIGTERM
            assert time.monotonic() - began < 5
    with serving(tmp_path) as again:
        page = again.ask("GET", RUNS)[1]
    assert [run["id"] for run in page["items"]] == ["whole"]


def test_draining(tmp_path: Path) -> None:
    """While it drains a server is there, takes what comes, and says that it is not ready."""
    with serving(tmp_path, "--drain", "3") as server:
        assert server.ask("GET", "/api/v1/ready")[0] == 200
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        status, problem = server.ask("GET", "/api/v1/ready")
        assert (status, problem["code"]) == (503, "not-ready")
        assert server.ask("GET", "/api/v1/health")[0] == 200
        assert server.ask("POST", "/api/v1/runs", write_report(run_id="late"))[0] == 201
        assert server.wait() == 0


def test_no_new_connection_after_sigterm(tmp_path: Path) -> None:
    """Without draining nobody else is let in, while a push that has begun is taken whole."""
    body = write_report(run_id="late")
    with serving(tmp_path) as server, _begin_push(server, body, 100) as connection:
        idle = server.connect()
        idle.request("GET", "/api/v1/health")
        assert idle.getresponse().read()
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        refused = socket.socket()
        assert refused.connect_ex((server.host, server.port)) != 0
        refused.close()
        connection.sendall(body[100:])
        assert b"201 Created" in connection.recv(10_000)
        assert server.wait() == 0
        idle.close()
