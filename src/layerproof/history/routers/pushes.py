"""``POST /runs``: reports come in. The pusher's token names the project."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from layerproof.history.bodies import ReportBody
from layerproof.history.dependencies.actors import Pusher
from layerproof.history.dependencies.pieces import TokenUses
from layerproof.history.dependencies.scopes import PushTarget
from layerproof.history.dependencies.services import Pushes
from layerproof.history.errors.access import (
    ForbiddenError,
    ProjectNotFoundError,
    UnauthenticatedError,
)
from layerproof.history.errors.problem import BodyIncompleteError, UnsupportedContentError
from layerproof.history.errors.runs import (
    InvalidReportError,
    MalformedReportError,
    ReportTooLargeError,
    RunConflictError,
    UnknownSchemaVersionError,
    WrongProjectError,
)
from layerproof.history.openapi import REPORT_BODY
from layerproof.history.problems import describe
from layerproof.history.routers.run_places import tell_places
from layerproof.history.schemas.runs import RunOut, show_run

router = APIRouter(prefix="/runs", tags=["pushing"])


@router.post(
    "",
    status_code=201,
    openapi_extra=REPORT_BODY,
    responses={
        200: {"model": RunOut, "description": "The same report was stored before"},
        **describe(
            UnauthenticatedError,
            ForbiddenError,
            BodyIncompleteError,
            MalformedReportError,
            RunConflictError,
            ReportTooLargeError,
            UnsupportedContentError,
            UnknownSchemaVersionError,
            InvalidReportError,
            ProjectNotFoundError,
            WrongProjectError,
        ),
    },
)
async def push_run(
    pusher: Pusher,
    target: PushTarget,
    body: ReportBody,
    pushes: Pushes,
    uses: TokenUses,
    request: Request,
    response: Response,
) -> RunOut:
    """Store a `report.json`. Sending the same one again changes nothing and answers 200."""
    pushed = await pushes.push(target, body)
    run = show_run(pushed.run)
    await uses.note(pusher)
    response.status_code = 201 if pushed.created else 200
    tell_places(request, response, pushed.project, run.id)
    return run
