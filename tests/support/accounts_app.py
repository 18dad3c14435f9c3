"""An application with every usual way to log in, and routes that say who one is.

``/token`` takes a form and gives a bearer token, ``/api/login`` takes JSON and gives one deep in
its answer, ``/session`` sets a cookie, ``/elsewhere`` redirects, ``/words`` answers text.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import (
    Body,
    Cookie,
    Depends,
    FastAPI,
    Form,
    HTTPException,
    Request,
    Response,
    WebSocket,
)
from fastapi.responses import PlainTextResponse, RedirectResponse

PASSWORDS = {"ann": "secret", "bob": "hidden", "ready": "steady"}


@dataclass
class User:
    """Somebody, as an object."""

    username: str
    password: str = ""
    role: str = "user"


def make_token(user: Any, role: str = "user") -> str:
    """Return a token for a user, as a project's own function would."""
    name = user["username"] if isinstance(user, dict) else getattr(user, "username", user)
    return f"{name}:{role}"


async def make_token_later(user: Any) -> str:
    """Return one from a coroutine that takes no role."""
    return make_token(user)


def make_one_token() -> str:
    """Return the token of somebody that the function chooses."""
    return "chosen:user"


def make_headers(user: Any) -> dict[str, str]:
    """Return headers instead of a token."""
    return {"X-Api-Key": make_token(user)}


def make_nothing(user: Any) -> None:
    """Return no token."""


def current_user(request: Request, sid: Annotated[str | None, Cookie()] = None) -> Any:
    """Return who asks, from a bearer token, a key or a cookie."""
    bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
    token = bearer or request.headers.get("x-api-key") or sid
    if not token:
        raise HTTPException(401, "nobody")
    name, _, role = token.partition(":")
    return User(name, role=role or "user")


def current_user_of_connection() -> Any:
    """Return nobody in particular; stands for a dependency that is overridden."""
    return User("nobody")


def _check(username: str, password: str) -> None:
    if PASSWORDS.get(username) != password:
        raise HTTPException(401, "wrong name or password")


def make_accounts_app() -> FastAPI:
    """Return the application. ``app.state.logins`` counts logins, ``starts`` starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, str]]:
        app.state.starts += 1
        yield {"motto": "ready"}

    app = FastAPI(lifespan=lifespan)
    app.state.logins = app.state.starts = 0
    _add_logins(app)

    @app.get("/me")
    def show_me(user: Annotated[Any, Depends(current_user)]) -> dict[str, str]:
        if isinstance(user, dict):
            return {"name": user["username"], "role": user.get("role", "")}
        return {"name": user.username, "role": user.role}

    @app.websocket("/talk")
    async def talk(
        websocket: WebSocket, user: Annotated[Any, Depends(current_user_of_connection)]
    ) -> None:
        await websocket.accept()
        await websocket.send_json({"name": user.username})
        await websocket.close()

    @app.get("/motto")
    def show_motto(request: Request) -> str:
        return str(request.state.motto)

    return app


def _add_logins(app: FastAPI) -> None:
    @app.post("/token")
    def log_in(username: Annotated[str, Form()], password: Annotated[str, Form()]) -> Any:
        app.state.logins += 1
        _check(username, password)
        return {"access_token": f"{username}:user", "token_type": "bearer"}

    @app.post("/api/login")
    def log_in_deep(email: Annotated[str, Body()], pin: Annotated[str, Body()]) -> Any:
        _check(email, pin)
        return {"data": {"tokens": [f"{email}:user"]}, "empty": None}

    @app.post("/session")
    def start_session(
        username: Annotated[str, Body()], password: Annotated[str, Body()], response: Response
    ) -> dict[str, str]:
        _check(username, password)
        response.set_cookie("sid", f"{username}:user", secure=True, httponly=True)
        return {"said": "welcome"}

    @app.post("/foreign")
    def start_foreign_session(response: Response) -> None:
        response.set_cookie("sid", "ann:user", domain="example.com")

    @app.post("/elsewhere")
    def redirect() -> Response:
        return RedirectResponse("/token", 307)

    @app.post("/words")
    def say_words() -> Response:
        return PlainTextResponse("hello")
