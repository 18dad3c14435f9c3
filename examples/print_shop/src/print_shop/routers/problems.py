"""Which status each refusal has; the one place that knows."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, IntegrityError

from print_shop.errors import ConflictError, NotFoundError, WrongCredentialsError


def map_problems(app: FastAPI) -> None:
    """Answer with a status and a reason wherever the shop refuses something."""

    @app.exception_handler(NotFoundError)
    def _not_found(_request: Request, error: NotFoundError) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, 404)

    @app.exception_handler(ConflictError)
    def _conflict(_request: Request, error: ConflictError) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, 409)

    @app.exception_handler(WrongCredentialsError)
    def _unauthenticated(_request: Request, error: WrongCredentialsError) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, 401, headers={"WWW-Authenticate": "Bearer"})

    @app.exception_handler(IntegrityError)
    def _lost_race(_request: Request, _error: IntegrityError) -> JSONResponse:
        # The rule was checked, and then somebody else was faster.
        return JSONResponse({"detail": "somebody else changed the same: try again"}, 409)

    @app.exception_handler(DataError)
    def _unstorable(_request: Request, _error: DataError) -> JSONResponse:
        # PostgreSQL's types are narrower than Python's: whole numbers end, text has no character 0.
        return JSONResponse({"detail": "a value is too large, or has a character 0"}, 422)
