"""Bounds on what a request may send, and on how long it may take to.

The bodies of pushes are megabytes, and bounded where they are read (``bodies``); every other one is
small, and is refused here, before anybody asks who sends it. What is counted is what arrives.
The head of a request is bounded in ``server``.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from layerproof.history.errors.operation import BodyTooLargeError, BodyTooSlowError
from layerproof.history.errors.problem import ProblemError
from layerproof.history.problems import answer

#: Where reports and their pieces are pushed to: these addresses bound their bodies themselves.
PUSHING = "/api/v1/runs"

LARGEST_BODY = 64 * 1024


@dataclass(frozen=True, slots=True)
class Patience:
    """How slowly a body may arrive: some seconds are free, the rest is paid for in bytes."""

    seconds: float = 30.0
    bytes_per_second: int = 16 * 1024

    def allowed(self, arrived: int) -> float:
        """Return how many seconds a body may have taken of which so many bytes are there."""
        return self.seconds + arrived / self.bytes_per_second


class BoundedBodies:
    """ASGI middleware that refuses bodies that are too large, or arrive too slowly.

    :param largest: bytes, for every address but those for pushing.
    """

    def __init__(
        self, app: ASGIApp, *, largest: int = LARGEST_BODY, patience: Patience | None = None
    ) -> None:
        self._app = app
        self._largest = largest
        self._patience = patience or Patience()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a body that is counted; answer in its place if it is refused."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        largest = None if is_pushing(scope["path"]) else self._largest
        declared = Headers(scope=scope).get("content-length", "")
        if largest is not None and declared.isdecimal() and int(declared[:20]) > largest:
            await _refuse(_too_large(largest), scope, receive, send)
            return
        body = _CountedBody(receive, largest, self._patience)
        started = False

        async def send_unless_refused(message: Message) -> None:
            nonlocal started
            if body.refusal is None or started:
                started = True
                await send(message)

        try:
            await self._app(scope, body.receive, send_unless_refused)
        except _RefusedError:
            # An application that does not catch it is answered for as well.
            if started:
                raise
        if body.refusal is not None and not started:
            await _refuse(body.refusal, scope, receive, send)


def is_pushing(path: str) -> bool:
    """Whether an address takes what is pushed, and bounds it itself."""
    return path == PUSHING or path.startswith(f"{PUSHING}/")


class _RefusedError(Exception):
    """Ends the reading of a body that was refused."""


class _CountedBody:
    def __init__(
        self,
        receive: Receive,
        largest: int | None,
        patience: Patience,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.refusal: ProblemError | None = None
        self._receive = receive
        self._largest = largest
        self._patience = patience
        self._clock = clock
        self._began: float | None = None
        self._arrived = 0
        self._whole = False

    async def receive(self) -> Message:
        """Return the next part of the body.

        :raises _RefusedError: it is too large, or was too slow.
        """
        if self.refusal is not None:
            return {"type": "http.disconnect"}
        if self._whole:
            # What is waited for now is that the client goes away.
            return await self._receive()
        message = await self._receive_in_time()
        if message["type"] == "http.request":
            self._arrived += len(message.get("body", b""))
            self._whole = not message.get("more_body", False)
            if self._largest is not None and self._arrived > self._largest:
                self._give_up(_too_large(self._largest))
        return message

    async def _receive_in_time(self) -> Message:
        now = self._clock()
        if self._began is None:
            self._began = now
        left = self._began + self._patience.allowed(self._arrived) - now
        try:
            async with asyncio.timeout(max(left, 0)):
                return await self._receive()
        except TimeoutError:
            self._give_up(
                BodyTooSlowError(
                    f"{self._arrived} bytes of the body have arrived, and then too little",
                    advice="send it again, faster",
                )
            )

    def _give_up(self, refusal: ProblemError) -> NoReturn:
        self.refusal = refusal
        raise _RefusedError


def _too_large(largest: int) -> BodyTooLargeError:
    return BodyTooLargeError(
        f"a body is taken here up to {largest} bytes", advice=f"runs are pushed to {PUSHING}"
    )


async def _refuse(problem: ProblemError, scope: Scope, receive: Receive, send: Send) -> None:
    # What is left of the body is not read, so the connection is of no more use.
    await answer(problem, {"Connection": "close"})(scope, receive, send)
