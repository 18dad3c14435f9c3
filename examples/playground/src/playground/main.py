"""The application: ``uvicorn --factory playground.main:create_app``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse

from playground.accounts.router import router as accounts
from playground.api_keys.router import router as api_keys
from playground.database import engine
from playground.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    PlaygroundError,
    UnfitError,
    UnknownCallerError,
)
from playground.settings import Settings, load_settings
from playground.snippets.router import router as snippets

#: The status of each kind of error.
STATUSES: dict[type[PlaygroundError], int] = {
    UnknownCallerError: 401,
    ForbiddenError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    UnfitError: 422,
}


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application; its settings come from the environment unless they are given."""
    app = FastAPI(title="Playground", lifespan=_run)
    app.state.settings = settings or load_settings()
    app.add_middleware(
        CORSMiddleware,
        allow_origins=app.state.settings.allowed_origins,
        allow_credentials=True,
        allow_methods=["GET", "POST", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type"],
    )
    for kind, status in STATUSES.items():
        _answer_with(app, kind, status)
    for router in (accounts, api_keys, snippets):
        app.include_router(router)
    return app


@asynccontextmanager
async def _run(_app: FastAPI) -> AsyncIterator[None]:
    yield
    await engine.dispose()


def _answer_with(app: FastAPI, kind: type[PlaygroundError], status: int) -> None:
    """Let every error below ``kind`` be answered with ``status`` and its text."""
    # A 401 says how to do better (RFC 9110, 15.5.2); cookies have no scheme of their own.
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None

    async def answer(_request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, status, headers)

    app.add_exception_handler(kind, answer)
