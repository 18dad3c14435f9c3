"""``/tokens`` of a project: what CI pushes with."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from layerproof.history.dependencies.actors import User
from layerproof.history.dependencies.scopes import in_project
from layerproof.history.dependencies.tenants import Tokens, TokensToRead
from layerproof.history.errors.problem import BadRequestError, InvalidRequestError
from layerproof.history.errors.tenants import LimitReachedError, TokenNotFoundError
from layerproof.history.problems import REFUSALS_IN_PROJECT, describe
from layerproof.history.records.access import Action, ProjectScope
from layerproof.history.routers.late_bodies import LateBodyRoute
from layerproof.history.routers.paths import IN_PROJECT
from layerproof.history.schemas.projects import (
    IssuedProjectTokenOut,
    ProjectTokenIn,
    ProjectTokensOut,
    show_issued_token,
    show_token,
)

router = APIRouter(prefix=f"{IN_PROJECT}/tokens", tags=["projects"], route_class=LateBodyRoute)

InProject = Annotated[ProjectScope, in_project(Action.MANAGE_TOKENS)]


@router.post(
    "",
    status_code=201,
    responses=describe(
        *REFUSALS_IN_PROJECT, BadRequestError, InvalidRequestError, LimitReachedError
    ),
)
async def create_token(
    scope: InProject,
    _: User,  # without accounts a token would open nothing
    wanted: ProjectTokenIn,
    tokens: Tokens,
    response: Response,
) -> IssuedProjectTokenOut:
    """Make a token. The secret is shown this once."""
    issued = await tokens.create(scope, wanted.name, wanted.as_scopes(), wanted.as_life())
    response.headers["Cache-Control"] = "no-store"
    return show_issued_token(issued)


@router.get("", responses=describe(*REFUSALS_IN_PROJECT))
async def list_tokens(scope: InProject, tokens: TokensToRead) -> ProjectTokensOut:
    """List the tokens of a project, without their secrets."""
    return ProjectTokensOut(items=[show_token(token) for token in await tokens.list_all(scope)])


@router.delete(
    "/{token_id}", status_code=204, responses=describe(*REFUSALS_IN_PROJECT, TokenNotFoundError)
)
async def revoke_token(
    scope: InProject,
    token_id: Annotated[str, Path(description="The token's id, as the list gives it")],
    tokens: Tokens,
) -> None:
    """End a token at once."""
    await tokens.revoke(scope, token_id)
