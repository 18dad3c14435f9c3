"""Serving the application with uvicorn until a signal says stop.

What bounds the head of a request is here, since no application sees one that is not whole.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from layerproof.errors import UsageError
from layerproof.history.app import create_app
from layerproof.history.log_lines import install_logging
from layerproof.history.migrate import migrate
from layerproof.history.serving import ServingSettings

#: Seconds that requests get to end after a signal to stop.
GRACE_SECONDS = 30

#: Bytes of a request's head, its first line and all headers, that are kept until it is whole.
LARGEST_HEAD = 32 * 1024

#: Seconds that a head may take to arrive, from its first byte or from connecting.
HEAD_SECONDS = 20.0


def serve(settings: ServingSettings, *, say: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; requests that have begun are answered first.

    :param say: takes the lines that tell where the server is.
    :raises UsageError: the address cannot be listened on.
    :raises DatabaseUnfitError: the database cannot be opened or brought up to date.
    """
    host, history = settings.host, settings.history
    with _listen(host, settings.port) as listening:
        install_logging(settings.log_format, settings.log_level)
        asyncio.run(migrate(history))
        shown = f"[{host}]" if ":" in host else host
        say(f"Layerproof history: http://{shown}:{listening.getsockname()[1]}/")
        say(f"database: {history.shown_database}")
        if history.accounts:
            say("accounts: people log in; `layerproof history invite` lets the first owner in")
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


def _run(settings: ServingSettings, listening: socket.socket) -> None:
    app = create_app(settings.history)
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.forwarded_allow_ips),
        forwarded_allow_ips=list(settings.forwarded_allow_ips),
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    # Uvicorn raises the signal again when it has shut down; the process then ends as asked.
    before = {number: signal.signal(number, _end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        Server(config, app, settings.drain).run(sockets=[listening])
    except _StopError:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class PatientProtocol(H11Protocol):
    """HTTP that waits for the head of a request, though not for ever."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn narrows it
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait_or_not()

    def data_received(self, data: bytes) -> None:
        """Take what has come, and wait on if that was no whole head."""
        super().data_received(data)
        self._wait_or_not()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        super().connection_lost(exc)
        self._stop_waiting()

    def _wait_or_not(self) -> None:
        # Typed as if it always were there; before the first request there is none.
        cycle = getattr(self, "cycle", None)
        if cycle is not None and not cycle.response_complete:
            self._stop_waiting()
        elif self._waiting is None and not self.transport.is_closing():
            self._waiting = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


class Server(uvicorn.Server):
    """Uvicorn's server, whose application knows when it is stopping.

    :param drain: seconds that it goes on taking requests after the signal to stop.
    """

    def __init__(self, config: uvicorn.Config, app: FastAPI, drain: int) -> None:
        super().__init__(config)
        self._app = app
        self._drain = drain

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop at the first signal; end at the second, as if killed.

        Whatever was answered is stored by then, and what was not leaves no trace.
        """
        if self._app.state.stopping:
            signal.signal(sig, signal.SIG_DFL)
            signal.raise_signal(sig)
        self._app.state.stopping = True
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Go on for as long as a balancer needs to notice, then end what has begun."""
        await asyncio.sleep(self._drain)
        await super().shutdown(sockets)


class _StopError(BaseException):
    """Somebody has asked the server to stop."""


def _end(_: int, __: FrameType | None) -> None:
    raise _StopError
