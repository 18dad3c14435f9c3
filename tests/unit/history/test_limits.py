"""Bodies within bounds: counted as they arrive, and not waited for for ever."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from layerproof.history.limits import (
    LARGEST_BODY,
    PUSHING,
    BoundedBodies,
    Patience,
    is_pushing,
)

QUICK = Patience(seconds=0.05, bytes_per_second=10**9)


class Peer:
    """A client that sends parts of a body, and keeps what it is answered.

    After the last part it says no more; ``None`` for a part means that it waits.
    """

    def __init__(self, *parts: bytes | None, whole: bool = True) -> None:
        self.parts = list(parts)
        self.sent = 0
        self.answers: list[Message] = []
        self._whole = whole

    async def receive(self) -> Message:
        """Send the next part."""
        if self.sent == len(self.parts):
            await asyncio.Event().wait()
        part = self.parts[self.sent]
        if part is None:
            await asyncio.Event().wait()
        self.sent += 1
        more = self.sent < len(self.parts) or not self._whole
        return {"type": "http.request", "body": part, "more_body": more}

    async def send(self, message: Message) -> None:
        """Keep what is answered."""
        self.answers.append(message)

    @property
    def status(self) -> int:
        """The status of the one answer."""
        (start,) = (found for found in self.answers if found["type"] == "http.response.start")
        status: int = start["status"]
        return status

    @property
    def headers(self) -> dict[str, str]:
        """The answer's headers."""
        return {name.decode(): value.decode() for name, value in self.answers[0]["headers"]}

    @property
    def body(self) -> bytes:
        """The answer's body."""
        return b"".join(found.get("body", b"") for found in self.answers[1:])


class Reader:
    """An application that reads the whole body and answers with its length."""

    def __init__(self, *, catches: type[BaseException] | None = None) -> None:
        self.asked = 0
        self._catches = catches or ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read and answer."""
        self.asked += 1
        body = b""
        try:
            while (message := await receive())["type"] == "http.request":
                body += message["body"]
                if not message["more_body"]:
                    break
        except self._catches:
            await _answer(send, 400, b"caught")
            return
        await _answer(send, 200, str(len(body)).encode())


async def _answer(send: Send, status: int, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": body})


async def _ask(
    app: ASGIApp,
    peer: Peer,
    path: str = "/api/v1/auth/login",
    headers: Iterable[tuple[str, str]] = (),
    **bounds: Any,
) -> Peer:
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    await BoundedBodies(app, **bounds)(scope, peer.receive, peer.send)
    return peer


async def test_a_body_at_the_bound() -> None:
    """A body of exactly as many bytes as are allowed is passed on, whole."""
    peer = await _ask(Reader(), Peer(b"x" * (LARGEST_BODY - 1), b"x"))
    assert (peer.status, peer.body) == (200, str(LARGEST_BODY).encode())


@pytest.mark.parametrize("catches", [None, Exception])
async def test_a_body_over_the_bound(catches: type[BaseException] | None) -> None:
    """One byte more is refused while it arrives, also where the application catches everything."""
    peer = Peer(b"x" * LARGEST_BODY, b"x", b"never read")
    await _ask(Reader(catches=catches), peer)
    assert (peer.status, json.loads(peer.body)["code"]) == (413, "body-too-large")
    assert peer.headers["connection"] == "close"
    assert peer.sent == 2


async def test_a_declared_body_costs_nothing() -> None:
    """A body that is declared too large is refused before anybody is asked, or any of it read."""
    reader, peer = Reader(), Peer(b"x")
    await _ask(reader, peer, headers=[("content-length", str(LARGEST_BODY + 1))])
    assert (peer.status, reader.asked, peer.sent) == (413, 0, 0)


@pytest.mark.parametrize("declared", ["9" * 5_000, "99999999999999999999999"])
async def test_a_length_beyond_all_numbers(declared: str) -> None:
    """A length that is no sensible number is too large."""
    reader = Reader()
    peer = await _ask(reader, Peer(b"x"), headers=[("content-length", declared)])
    assert (peer.status, reader.asked) == (413, 0)


@pytest.mark.parametrize("declared", ["", "-1", "x", "²", "0"])
async def test_a_length_that_is_not_believed(declared: str) -> None:
    """What arrives is counted, whatever was declared."""
    peer = Peer(b"x" * (LARGEST_BODY + 1))
    await _ask(Reader(), peer, headers=[("content-length", declared)])
    assert peer.status == 413


@pytest.mark.parametrize("path", [PUSHING, f"{PUSHING}/run-1/pieces"])
async def test_pushes_bound_themselves(path: str) -> None:
    """What is pushed is not counted here."""
    headers = [("content-length", str(LARGEST_BODY * 3))]
    peer = await _ask(Reader(), Peer(b"x" * LARGEST_BODY * 3), path, headers)
    assert (peer.status, peer.body) == (200, str(LARGEST_BODY * 3).encode())


def test_what_is_pushing() -> None:
    """Only the address of pushes and what lies below it is."""
    paths = (PUSHING, f"{PUSHING}/x", f"{PUSHING}x", "/api/v1/run", f"/x{PUSHING}", "/")
    assert [path for path in paths if is_pushing(path)] == [PUSHING, f"{PUSHING}/x"]


@pytest.mark.parametrize("path", ["/api/v1/auth/login", PUSHING])
@pytest.mark.parametrize("catches", [None, Exception])
async def test_a_body_that_stops(path: str, catches: type[BaseException] | None) -> None:
    """A body of which no more comes is answered in the end, where runs are pushed as well."""
    peer = Peer(b"abc", None)
    await _ask(Reader(catches=catches), peer, path, patience=QUICK)
    assert (peer.status, json.loads(peer.body)["code"]) == (408, "body-too-slow")
    assert json.loads(peer.body)["detail"].startswith("3 bytes of the body have arrived")
    assert peer.headers["connection"] == "close"


async def test_a_body_that_trickles() -> None:
    """Each byte alone comes in time, and all of them together do not."""

    class Trickle(Peer):
        async def receive(self) -> Message:
            await asyncio.sleep(0.02)
            self.sent += 1
            return {"type": "http.request", "body": b"x", "more_body": True}

    peer = await _ask(Reader(), Trickle(), patience=Patience(0.1, 1_000_000))
    assert peer.status == 408
    assert 1 < peer.sent < 10


def test_what_a_body_may_take() -> None:
    """The first half minute is free; after it, 16 KiB pay for a second."""
    allowed = [Patience().allowed(arrived) for arrived in (0, 16 * 1024, 32 * 1024 * 1024)]
    assert allowed == [30.0, 31.0, 30.0 + 2048]


async def test_a_whole_body_is_not_hurried() -> None:
    """Whoever waits for the client to go away after the body does so for as long as it takes."""

    async def wait(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        going_away = asyncio.ensure_future(receive())
        ended, _ = await asyncio.wait({going_away}, timeout=0.15)
        going_away.cancel()
        await _answer(send, 200, b"ended" if ended else b"waited")

    peer = await _ask(wait, Peer(b""), patience=QUICK)
    assert peer.body == b"waited"


async def test_an_answer_that_has_begun() -> None:
    """Once an answer has begun nothing else can be sent, so the failure is passed on."""

    async def early(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await receive()

    peer = Peer(b"x" * (LARGEST_BODY + 1))
    with pytest.raises(Exception, match=r"^$") as caught:
        await _ask(early, peer)
    assert type(caught.value).__name__ == "_RefusedError"
    assert peer.status == 200


async def test_after_a_refusal_the_client_is_gone() -> None:
    """An application that reads on after a refusal sees that nobody is there."""
    seen: list[str] = []

    async def stubborn(scope: Scope, receive: Receive, send: Send) -> None:
        for _ in range(3):
            try:
                seen.append((await receive())["type"])
            except Exception as error:  # noqa: BLE001  (whatever it is, this one reads on)
                seen.append(type(error).__name__)

    peer = await _ask(stubborn, Peer(b"x" * (LARGEST_BODY + 1)))
    assert seen == ["_RefusedError", "http.disconnect", "http.disconnect"]
    assert peer.status == 413


async def test_errors_that_are_not_ours() -> None:
    """Whatever else an application raises is passed on."""

    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("its own")

    with pytest.raises(ValueError, match="its own"):
        await _ask(failing, Peer(b""))


async def test_what_is_no_request() -> None:
    """A lifespan is passed on as it is."""
    seen: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)

    scope: Scope = {"type": "lifespan"}
    await BoundedBodies(app)(scope, Peer().receive, Peer().send)
    assert seen == [scope]
