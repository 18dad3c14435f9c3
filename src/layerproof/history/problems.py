"""Errors as answers: one shape (``schemas.problem``), one place that knows how it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from layerproof.history.database import is_unavailable
from layerproof.history.errors.access import (
    ForbiddenError,
    NotLocalError,
    OrganizationNotFoundError,
    ProjectNotFoundError,
    UnauthenticatedError,
)
from layerproof.history.errors.operation import BodyTooLargeError, BodyTooSlowError
from layerproof.history.errors.problem import (
    BadRequestError,
    DatabaseUnavailableError,
    Fault,
    InvalidRequestError,
    MethodNotAllowedError,
    NotFoundError,
    ProblemError,
)
from layerproof.history.log_lines import new_logger
from layerproof.history.schemas.problem import FaultOut, Problem

_LOG = new_logger("layerproof.history.problems")

MEDIA_TYPE = "application/problem+json"

#: Of many faults the first are told, and of a long name its beginning.
_FAULTS_TOLD = 20
_NAME_TOLD = 100

Responses = dict[int | str, dict[str, Any]]

#: How a route refuses whoever may not be in its organization, or project.
REFUSALS_IN_ORGANIZATION: tuple[type[ProblemError], ...] = (
    UnauthenticatedError,
    ForbiddenError,
    NotLocalError,
    OrganizationNotFoundError,
)
REFUSALS_IN_PROJECT = (*REFUSALS_IN_ORGANIZATION, ProjectNotFoundError)


#: What every route can answer; ``openapi`` drops those of bodies where a route takes none.
_ANYWHERE: tuple[type[ProblemError], ...] = (
    BodyTooSlowError,
    BodyTooLargeError,
    DatabaseUnavailableError,
    ProblemError,
)


def answer(error: ProblemError, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return an error as it is sent."""
    problem = Problem(
        type=f"urn:layerproof:problem:{error.slug}",
        code=error.slug,
        title=error.title,
        status=error.status,
        detail=error.problem,
        advice=error.advice,
        faults=[FaultOut(where=fault.where, problem=fault.problem) for fault in error.faults],
    )
    return JSONResponse(problem.model_dump(), error.status, headers=headers, media_type=MEDIA_TYPE)


def describe(*kinds: type[ProblemError]) -> Responses:
    """Return what the OpenAPI document says of these errors, by status."""
    described: Responses = {}
    for kind in (*kinds, *_ANYWHERE):
        line = f"`{kind.slug}`: {kind.title}"
        known = described.get(kind.status)
        described[kind.status] = {
            "description": f"{known['description']}; {line}" if known else line,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    return described


def install_problems(app: FastAPI) -> None:
    """Make every error of an application leave in the one shape."""
    app.add_exception_handler(ProblemError, _own)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(PoolTimeoutError, _no_database)
    # From asyncpg, which leaves the errors of connecting as they are.
    app.add_exception_handler(ConnectionError, _no_database)
    app.add_exception_handler(Exception, _unforeseen)


async def _own(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProblemError)  # noqa: S101  (registered for this class)
    # RFC 9110, 11.6.1: whoever answers 401 says how to log in.
    challenge = {"WWW-Authenticate": "Bearer"} if error.status == 401 else {}
    return answer(error, {**challenge, **error.headers})


async def _invalid_request(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  (registered for this class)
    # A name may be one that the client made up, as long as its body.
    faults = tuple(
        Fault(".".join(str(step)[:_NAME_TOLD] for step in fault["loc"]), fault["msg"])
        for fault in error.errors()[:_FAULTS_TOLD]
    )
    return answer(InvalidRequestError("the request has values that it cannot have", faults=faults))


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  (registered for this class)
    advice = "the addresses are listed in /api/v1/openapi.json"
    kinds: dict[int, ProblemError] = {
        404: NotFoundError(f"there is nothing at {request.url.path}", advice=advice),
        405: MethodNotAllowedError(f"{request.method} is not taken here", advice=advice),
    }
    problem = kinds.get(error.status_code, BadRequestError(str(error.detail)))
    return answer(problem, error.headers)


async def _database(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DBAPIError)  # noqa: S101  (registered for this class)
    if not is_unavailable(error):
        raise error
    return await _no_database(request, error)


async def _no_database(_: Request, error: Exception) -> JSONResponse:
    # A busy database mends itself; a full disk or a read-only file has to be found in the log.
    _LOG.error("database unavailable", exc_info=error)
    problem = DatabaseUnavailableError(
        "the database cannot work at present; nothing was stored",
        advice="send it again; if that does not help, the server's log has the cause",
    )
    return answer(problem, {"Retry-After": "1"})


async def _unforeseen(_: Request, __: Exception) -> JSONResponse:
    return answer(ProblemError("the server failed; its log has the cause"))
