"""Which status each error has over HTTP: the only place that knows."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from knowledge_base.errors import (
    AlreadyExistsError,
    KnowledgeBaseError,
    LastAdminError,
    NotFoundError,
    PermissionDeniedError,
    UnauthenticatedError,
    VersionConflictError,
)

STATUSES: dict[type[Exception], int] = {
    UnauthenticatedError: 401,
    PermissionDeniedError: 403,
    NotFoundError: 404,
    AlreadyExistsError: 409,
    LastAdminError: 409,
    VersionConflictError: 409,
}


def handle_errors(app: FastAPI) -> None:
    """Let the application answer each error with its status and its message."""
    app.add_exception_handler(KnowledgeBaseError, _answer)


async def _answer(_request: Request, error: Exception) -> JSONResponse:
    status = STATUSES[type(error)]
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse({"detail": str(error)}, status, headers)
