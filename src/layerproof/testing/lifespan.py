"""Running an ASGI application's lifespan on the loop of the test, around its requests.

HTTP clients for ASGI run none of it; ``clients`` puts it around every client.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeAlias

from layerproof.errors import LayerproofError

Event: TypeAlias = dict[str, Any]


class LifespanFailedError(LayerproofError):
    """The application did not start, or did not stop, as it should; its own error is the cause."""

    slug = "client-lifespan"


class _OverError(BaseException):
    """Ends an application that asks for events after the last one."""


@asynccontextmanager
async def run_lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Give the state of an application that has started; stop it at the end.

    It runs in a task of its own from start to stop, since what an application opens in its
    lifespan (a task group, a cancel scope) has to be closed by the task that opened it. Raises
    ``LifespanFailedError`` when it fails to start or to stop.
    """
    lifespan = _Lifespan(app)
    try:
        await lifespan.take("startup")
        try:
            yield lifespan.state
        except BaseException as error:
            await _stop_after(lifespan, error)
            raise
        await lifespan.take("shutdown")
    finally:
        await lifespan.cancel()


async def speak_lifespan(
    app: Any, scope: Event, receive: Callable[[], Awaitable[Event]], send: Any
) -> None:
    """Run an application's lifespan, and answer in its place where it knows none.

    It knows none when it raises before it takes the first event, or returns without an answer.
    An error after that is a failure and is raised.
    """
    heard: list[str] = []
    said: list[str] = []

    async def hear() -> Event:
        if "lifespan.shutdown" in heard:
            raise _OverError
        event = await receive()
        heard.append(event["type"])
        return event

    async def say(answer: Event) -> None:
        said.append(answer["type"])
        await send(answer)

    try:
        await app(scope, hear, say)
    except _OverError:
        return
    except Exception:
        if heard:
            raise
    if not any(answer.endswith(".failed") for answer in said):
        await _speak_the_rest(hear, say, heard, said)


async def _speak_the_rest(
    hear: Callable[[], Awaitable[Event]], say: Any, heard: list[str], said: list[str]
) -> None:
    """Answer the events that an application has left without an answer."""
    for step in ("lifespan.startup", "lifespan.shutdown"):
        if step not in heard:
            await hear()
        if f"{step}.complete" not in said:
            await say({"type": f"{step}.complete"})


class _Lifespan:
    """One run of an application's lifespan. ``state`` is what it leaves for requests."""

    def __init__(self, app: Any) -> None:
        self.state: dict[str, Any] = {}
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._answers: asyncio.Queue[Event | None] = asyncio.Queue()
        self._task = asyncio.create_task(self._run(app), name="lifespan")

    async def take(self, step: str) -> None:
        """Take the application through one step; raises ``LifespanFailedError``."""
        self._events.put_nowait({"type": f"lifespan.{step}"})
        answer = await self._answers.get()
        complete = answer is not None and answer["type"] == f"lifespan.{step}.complete"
        if answer is not None and (step == "shutdown" or not complete):
            await self._answers.get()
        cause = self._task.exception() if self._task.done() else None
        if complete and cause is None:
            return
        told = answer.get("message", "") if answer else ""
        raise LifespanFailedError(
            f"the application failed in its lifespan, at {step}: "
            + (f"{type(cause).__name__}: {cause}" if cause else told or "it gave no reason"),
            advice="its own traceback is above; lifespan=False makes a client without it",
        ) from cause

    async def cancel(self) -> None:
        """End the task, whatever it is doing; what it raises on the way is dropped."""
        if not self._task.done():
            self._task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await self._task

    async def _run(self, app: Any) -> None:
        scope = {
            "type": "lifespan",
            "asgi": {"version": "3.0", "spec_version": "2.0"},
            "state": self.state,
        }
        try:
            await speak_lifespan(app, scope, self._events.get, self._answers.put)
        finally:
            self._answers.put_nowait(None)


async def _stop_after(lifespan: _Lifespan, error: BaseException) -> None:
    """Let the application stop in order after an error, which stays the one that is raised."""
    try:
        await lifespan.take("shutdown")
    except LifespanFailedError as failure:
        error.add_note(failure.explain())
