"""``POST /runs/{run_id}/pieces``: files of other tools come in, one by one."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from layerproof.history.bodies import PIECE_TYPES, PieceBody
from layerproof.history.dependencies.actors import Pusher
from layerproof.history.dependencies.pieces import Pieces, TokenUses
from layerproof.history.dependencies.scopes import PushTarget
from layerproof.history.errors.access import (
    ForbiddenError,
    ProjectNotFoundError,
    UnauthenticatedError,
)
from layerproof.history.errors.pieces import (
    HostileXmlError,
    InvalidPieceError,
    PieceConflictError,
)
from layerproof.history.errors.problem import (
    BodyIncompleteError,
    InvalidRequestError,
    UnsupportedContentError,
)
from layerproof.history.errors.runs import (
    ReportTooLargeError,
    RunConflictError,
    WrongProjectError,
)
from layerproof.history.problems import describe
from layerproof.history.routers.run_places import tell_places
from layerproof.history.schemas.fields import RunId
from layerproof.history.schemas.pieces import PieceQuery, PushedPieceOut, show_pushed_piece

router = APIRouter(prefix="/runs", tags=["pushing"])

_BYTES = {"schema": {"type": "string", "format": "binary"}}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file as the tool wrote it",
        "content": dict.fromkeys(PIECE_TYPES, _BYTES),
    }
}


@router.post(
    "/{run_id}/pieces",
    status_code=201,
    openapi_extra=_BODY,
    responses={
        200: {"model": PushedPieceOut, "description": "The same piece was stored before"},
        **describe(
            UnauthenticatedError,
            ForbiddenError,
            BodyIncompleteError,
            HostileXmlError,
            PieceConflictError,
            RunConflictError,
            ReportTooLargeError,
            UnsupportedContentError,
            InvalidPieceError,
            InvalidRequestError,
            ProjectNotFoundError,
            WrongProjectError,
        ),
    },
)
async def push_piece(
    run_id: Annotated[RunId, Path(description="The run's id: one for all its pieces")],
    query: Annotated[PieceQuery, Query()],
    pusher: Pusher,
    target: PushTarget,
    body: PieceBody,
    pieces: Pieces,
    uses: TokenUses,
    request: Request,
    response: Response,
) -> PushedPieceOut:
    """Store one file of a run that comes in pieces, and tell what the run is with it.

    Sending the same one again changes nothing and answers 200.
    """
    pushed = await pieces.push(target, query.head(run_id), body)
    await uses.note(pusher)
    response.status_code = 201 if pushed.created else 200
    tell_places(request, response, pushed.project, run_id)
    return show_pushed_piece(pushed)
