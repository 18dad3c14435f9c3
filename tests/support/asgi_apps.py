"""Applications that note their steps, fail at one of them, or know no lifespan."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse


class BrokenError(Exception):
    """What the applications here raise."""


def make_app(events: list[Any] | None = None, fail_at: str = "") -> FastAPI:
    """Return an application that notes its steps and may fail at one of them."""
    notes: list[Any] = [] if events is None else events

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
        if fail_at == "startup":
            raise BrokenError("no engine")
        notes.append(("start", id(asyncio.get_running_loop())))
        yield {"engine": "running"}
        notes.append(("stop", id(asyncio.get_running_loop())))
        if fail_at == "shutdown":
            raise BrokenError("no brakes")

    app = FastAPI(lifespan=lifespan)

    @app.get("/state")
    async def show(request: Request) -> str:
        notes.append(("request", id(asyncio.get_running_loop())))
        return str(request.state.engine)

    @app.get("/headers")
    async def echo(request: Request) -> dict[str, str]:
        return dict(request.headers)

    @app.get("/broken")
    async def break_down() -> None:
        raise BrokenError("on the road")

    @app.get("/cookie")
    async def bake(response: Response) -> None:
        response.set_cookie("sid", "baked")

    @app.get("/moved")
    async def move() -> Response:
        return RedirectResponse("/headers")

    return app


async def _answer(send: Any) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


async def knows_none(scope: Any, receive: Any, send: Any) -> None:
    """Answer HTTP, and refuse anything else."""
    assert scope["type"] == "http"
    await _answer(send)


async def ignores_it(scope: Any, receive: Any, send: Any) -> None:
    """Answer HTTP, and return at once from anything else."""
    if scope["type"] == "http":
        await _answer(send)


async def asks_for_ever(scope: Any, receive: Any, send: Any) -> None:
    """Speak the lifespan in a loop that never ends."""
    if scope["type"] == "http":
        return await _answer(send)
    while True:
        event = await receive()
        await send({"type": f"{event['type']}.complete"})
