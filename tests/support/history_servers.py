"""History servers as processes of their own, as an operator starts them, and talking to them."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import URL

from layerproof.history.settings import HistorySettings

LAYERPROOF = [sys.executable, "-m", "layerproof"]
SECONDS = 60


class ServerProcess:
    """A server that runs, its address and its log."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.log: list[str] = []
        self.said: list[str] = []
        self._threads = [
            self._follow(process.stderr, self.log),
        ]
        assert process.stdout is not None
        first = process.stdout.readline()
        self._threads.append(self._follow(process.stdout, self.said))
        if not first.startswith("Layerproof history: http://"):
            process.wait(SECONDS)
            raise AssertionError(f"no server: {first}{''.join(self.log)}")
        self.url = first.split()[-1].rstrip("/")
        place = urlsplit(self.url)
        assert place.hostname is not None
        assert place.port is not None
        self.host, self.port = place.hostname, place.port

    @staticmethod
    def _follow(stream: Any, lines: list[str]) -> threading.Thread:
        thread = threading.Thread(target=lambda: lines.extend(stream), daemon=True)
        thread.start()
        return thread

    def connect(self) -> http.client.HTTPConnection:
        """Return a connection of its own."""
        return http.client.HTTPConnection(self.host, self.port, timeout=SECONDS)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, Any]:
        """Send a request on a connection of its own, and return status and document."""
        connection = self.connect()
        try:
            kind = {"Content-Type": "application/json"} if body is not None else {}
            connection.request(method, path, body, {**kind, **(headers or {})})
            response = connection.getresponse()
            content = response.read()
            return response.status, json.loads(content) if content else None
        finally:
            connection.close()

    def wait(self) -> int:
        """Wait for the end, and return the exit code."""
        code = self.process.wait(SECONDS)
        for thread in self._threads:
            thread.join(SECONDS)
        return code


@contextmanager
def serving(folder: Path, *arguments: str, **environment: str) -> Iterator[ServerProcess]:
    """Give a server on a free port; kill it if it is still there at the end."""
    with subprocess.Popen(
        [*LAYERPROOF, "serve", "--port", "0", *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
    ) as process:
        try:
            yield ServerProcess(process)
        finally:
            process.kill()


def address_of(settings: HistorySettings) -> str:
    """Return what ``--database`` is given, with its password."""
    if settings.file is not None:
        return str(settings.file)
    address: URL = settings.database
    return address.render_as_string(hide_password=False)


def run_layerproof(
    folder: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*LAYERPROOF, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=SECONDS * 2,
        check=False,
    )
