"""``GET /token``: a program with a project's token learns where it belongs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from layerproof.history.dependencies.own_token import OwnTokenToRead, TokenHolder
from layerproof.history.errors.access import (
    ForbiddenError,
    ProjectNotFoundError,
    UnauthenticatedError,
)
from layerproof.history.errors.problem import InvalidRequestError
from layerproof.history.problems import describe
from layerproof.history.schemas.fields import Label
from layerproof.history.schemas.own_token import OwnTokenOut, show_place

router = APIRouter(prefix="/token", tags=["pushing"])


@router.get(
    "",
    responses=describe(
        UnauthenticatedError, ForbiddenError, ProjectNotFoundError, InvalidRequestError
    ),
)
async def read_token(
    holder: TokenHolder,
    tokens: OwnTokenToRead,
    project: Annotated[
        Label | None,
        Query(description="On a server without accounts: the project's name in reports"),
    ] = None,
) -> OwnTokenOut:
    """Say which project the token is of, and what it opens there."""
    return show_place(await tokens.describe(holder, project))
