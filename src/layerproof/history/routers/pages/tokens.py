"""The tokens with which a project's runs are pushed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response

from layerproof.history.dependencies.overview import Attempts
from layerproof.history.dependencies.pages import (
    OwnForm,
    ProjectVisit,
    accounts_only,
    visit_project,
)
from layerproof.history.dependencies.tenants import Tokens, TokensToRead
from layerproof.history.errors.problem import ProblemError
from layerproof.history.pages.tenant_pages import TokensView, render_tokens
from layerproof.history.records.access import Action
from layerproof.history.routers.pages.answers import go_to, send_page
from layerproof.history.routers.pages.notices import refused
from layerproof.history.schemas.pages import TokenSent
from layerproof.history.services.clock import read_clock

router = APIRouter(
    prefix="/o/{organization}/{project}/tokens", dependencies=[Depends(accounts_only)]
)

ManagesTokens = Annotated[ProjectVisit, visit_project(Action.MANAGE_TOKENS)]


@router.get("")
async def show_tokens(visit: ManagesTokens, tokens: TokensToRead) -> Response:
    """Show the tokens of a project, without their secrets."""
    view = TokensView(await tokens.list_all(visit.scope), read_clock())
    return send_page(render_tokens(visit.viewer, visit.place, view))


@router.post("")
async def make_token(
    visit: ManagesTokens,
    _: OwnForm,
    sent: Annotated[TokenSent, Form()],
    tokens: Tokens,
    attempt: Attempts,
) -> Response:
    """Make a token; its secret is shown this once."""
    issued, notice, status = None, None, 200
    try:
        async with attempt():
            issued = await tokens.create(visit.scope, sent.name, sent.scopes, sent.life)
    except ProblemError as error:
        notice, status = refused(error), error.status
    view = TokensView(
        await tokens.list_all(visit.scope),
        read_clock(),
        notice=notice,
        issued=issued,
        name="" if issued else sent.name,
    )
    return send_page(render_tokens(visit.viewer, visit.place, view), status)


@router.post("/{token}/revoke")
async def revoke_token(visit: ManagesTokens, _: OwnForm, token: str, tokens: Tokens) -> Response:
    """Revoke a token: nothing is pushed with it from now on."""
    await tokens.revoke(visit.scope, token)
    return go_to(visit.place.to.tokens)
