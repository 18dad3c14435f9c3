"""``layerproof push`` against a server of this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from layerproof.cli import main
from tests.factories.reports import write_report


class Answering(HTTPServer):
    """Answers every push alike, and keeps what it was sent."""

    status = 201
    body = b'{"id": "pushed"}'
    received = b""


class _Handler(BaseHTTPRequestHandler):
    server: Answering

    def do_POST(self) -> None:
        self.server.received = self.rfile.read(int(self.headers["content-length"]))
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name)
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Answering]:
    """Give a server that listens."""
    with Answering(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Give a report as a file."""
    path = tmp_path / "report.json"
    path.write_bytes(write_report())
    return path


@pytest.mark.parametrize(("status", "said"), [(201, "stored"), (200, "was stored before")])
def test_a_report_is_sent(
    server: Answering,
    report: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    said: str,
) -> None:
    """The file is sent to the server that the environment names, and its address is told."""
    url = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("LAYERPROOF_HISTORY_URL", url)
    server.status = status
    code = main(["push", str(report)])
    assert (code, capsys.readouterr().out) == (0, f"{said}: {url}/api/v1/runs/pushed\n")
    assert server.received == report.read_bytes()


def test_a_report_that_is_not_taken(
    server: Answering, report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A refusal ends with 3 and the server's words."""
    server.status, server.body = 422, b'{"detail": "not today", "advice": "tomorrow"}'
    url = f"http://127.0.0.1:{server.server_port}"
    code = main(["push", "--url", url, str(report)])
    assert (code, capsys.readouterr().err) == (
        3,
        f"error[push]: {url} refused the report: not today\n  do: tomorrow\n",
    )
