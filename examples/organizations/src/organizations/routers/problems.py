"""What the services refuse, as statuses. Nothing else turns an error into one."""

from __future__ import annotations

from fastapi import FastAPI, Request, status
from fastapi.responses import JSONResponse

from organizations.errors import (
    ConflictError,
    DomainError,
    ForbiddenError,
    GoneError,
    NotFoundError,
    UnauthenticatedError,
)

STATUSES: dict[type[DomainError], int] = {
    UnauthenticatedError: status.HTTP_401_UNAUTHORIZED,
    ForbiddenError: status.HTTP_403_FORBIDDEN,
    NotFoundError: status.HTTP_404_NOT_FOUND,
    ConflictError: status.HTTP_409_CONFLICT,
    GoneError: status.HTTP_410_GONE,
}


def add_problems(app: FastAPI) -> None:
    """Let the application answer what the services refuse."""

    @app.exception_handler(DomainError)
    def answer(_request: Request, error: DomainError) -> JSONResponse:
        [status_code] = [code for kind, code in STATUSES.items() if isinstance(error, kind)]
        headers = {"WWW-Authenticate": "Bearer"} if status_code == 401 else None
        return JSONResponse({"code": error.code, "detail": error.text}, status_code, headers)


def answer_unstorable(_request: Request, _error: Exception) -> JSONResponse:
    """Answer where the database cannot hold a value: whole numbers end, text has no character 0."""
    detail = "A value is too large, or has a character 0."
    return JSONResponse(
        {"code": "unstorable", "detail": detail}, status.HTTP_422_UNPROCESSABLE_CONTENT
    )
