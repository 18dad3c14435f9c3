"""Heads of requests on real connections: bounded in size, and not waited for for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from layerproof.history import server
from layerproof.history.server import LARGEST_HEAD, PatientProtocol

SECONDS = 10
HELLO = b"GET / HTTP/1.1\r\nHost: x\r\n"


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await asyncio.sleep(0.6 if scope["path"] == "/slow" else 0)
    head = [(b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": b"ok"})


@dataclass
class Connection:
    """One connection to the server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, *parts: bytes, pause: float = 0.0) -> None:
        """Send parts of a request."""
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()
            await asyncio.sleep(pause)

    async def read(self) -> bytes:
        """Return what comes until the server closes the connection."""
        async with asyncio.timeout(SECONDS):
            return await self.reader.read()

    async def read_answer(self) -> bytes:
        """Return one answer."""
        async with asyncio.timeout(SECONDS):
            return await self.reader.readuntil(b"\r\n\r\nok")


@pytest.fixture
async def connection(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Connection]:
    """Give a connection to a server that waits 0.4 seconds for a head."""
    monkeypatch.setattr(server, "HEAD_SECONDS", 0.4)
    config = uvicorn.Config(_answer, h11_max_incomplete_event_size=LARGEST_HEAD, log_config=None)
    config.load()
    state = ServerState()
    listening = await asyncio.get_running_loop().create_server(
        lambda: PatientProtocol(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    reader, writer = await asyncio.open_connection(*listening.sockets[0].getsockname())
    yield Connection(reader, writer)
    writer.close()
    listening.close()
    for open_one in list(state.connections):
        open_one.transport.abort()
    await asyncio.sleep(0)


async def test_a_request(connection: Connection) -> None:
    """A request is answered, one after the other on one connection."""
    for _ in range(3):
        await connection.ask(HELLO + b"\r\n")
        assert (await connection.read_answer()).startswith(b"HTTP/1.1 200 OK\r\n")


async def test_nothing_is_said(connection: Connection) -> None:
    """A connection on which nothing comes is closed."""
    assert await connection.read() == b""


async def test_a_head_that_trickles(connection: Connection) -> None:
    """A head that comes byte by byte is not waited for: the connection is closed."""
    sending = asyncio.create_task(connection.ask(*[b"G"] * 30, pause=0.05))
    began = asyncio.get_running_loop().time()
    assert await connection.read() == b""
    assert asyncio.get_running_loop().time() - began < 1.2
    sending.cancel()


async def test_the_second_head_trickles(connection: Connection) -> None:
    """The time for a head begins anew with each request, and ends the connection as well."""
    await connection.ask(HELLO + b"\r\n")
    assert (await connection.read_answer()).endswith(b"ok")
    await connection.ask(b"GET / HT")
    assert await connection.read() == b""


async def test_an_answer_that_takes_long(connection: Connection) -> None:
    """The time is for the head alone: whatever the answer takes, it comes."""
    await connection.ask(b"GET /slow HTTP/1.1\r\n", b"Host: x\r\n\r\n", pause=0.05)
    assert (await connection.read_answer()).startswith(b"HTTP/1.1 200 OK\r\n")


async def test_a_head_that_is_too_large(connection: Connection) -> None:
    """A head that is not whole after 32 KiB is refused."""
    piece = b"X-Long: " + b"x" * 5_000 + b"\r\n"
    sending = asyncio.create_task(connection.ask(HELLO, *[piece] * 12, pause=0.005))
    assert (await connection.read()).startswith(b"HTTP/1.1 400 Bad Request\r\n")
    sending.cancel()


async def test_no_head_at_all(connection: Connection) -> None:
    """What is no HTTP is refused."""
    await connection.ask(b"\x16\x03\x01 no http\r\n\r\n")
    assert (await connection.read()).startswith(b"HTTP/1.1 400 Bad Request\r\n")
