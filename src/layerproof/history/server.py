"""Serving the application with uvicorn until a signal says stop."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from layerproof.errors import UsageError
from layerproof.history.app import create_app
from layerproof.history.migrate import migrate
from layerproof.history.settings import HistorySettings

#: Seconds that requests get to end after a signal to stop.
GRACE_SECONDS = 30

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def serve(settings: HistorySettings, *, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; requests that have begun are answered first.

    :param say: takes the lines that tell where the server is.
    :raises UsageError: the address cannot be listened on.
    :raises DatabaseUnfitError: the database cannot be opened or brought up to date.
    """
    with _listen(host, port) as listening:
        asyncio.run(migrate(settings))
        shown = f"[{host}]" if ":" in host else host
        say(f"Layerproof history: http://{shown}:{listening.getsockname()[1]}/api/v1/health")
        say(f"database: {settings.shown_database}")
        if host not in LOOPBACK:
            say("anyone who reaches this address can read and push: there is no log-in yet")
        _run(settings, listening)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        # The exception's own text goes on about the address; a failed look-up has no number.
        number = error.errno or 0
        why = os.strerror(number) if number > 0 else error.strerror
        raise UsageError(
            f"the address {host} port {port} cannot be listened on: {why}",
            advice="take another --port (0 for any that is free), or stop what listens there",
        ) from error


def _run(settings: HistorySettings, listening: socket.socket) -> None:
    config = uvicorn.Config(
        create_app(settings),
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    # Uvicorn raises the signal again when it has shut down; the process then ends as asked.
    before = {number: signal.signal(number, _end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except _StopError:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _StopError(BaseException):
    """Somebody has asked the server to stop."""


def _end(_: int, __: FrameType | None) -> None:
    raise _StopError
