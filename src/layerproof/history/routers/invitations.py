"""``/invitations``: ways into an organization."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from layerproof.history.dependencies.actors import User
from layerproof.history.dependencies.scopes import in_organization
from layerproof.history.dependencies.tenants import Invitations, InvitationsToRead
from layerproof.history.errors.access import ForbiddenError, NotLocalError, UnauthenticatedError
from layerproof.history.errors.problem import BadRequestError, InvalidRequestError
from layerproof.history.errors.tenants import InvitationNotFoundError, LimitReachedError
from layerproof.history.problems import REFUSALS_IN_ORGANIZATION, describe
from layerproof.history.records.access import Action, OrganizationScope, Role
from layerproof.history.routers.late_bodies import LateBodyRoute
from layerproof.history.routers.paths import IN_ORGANIZATION
from layerproof.history.schemas.organizations import (
    AcceptanceIn,
    InvitationIn,
    InvitationsOut,
    IssuedInvitationOut,
    OrganizationOut,
    show_invitation,
    show_issued_invitation,
    show_organization,
)

router = APIRouter(tags=["organizations"], route_class=LateBodyRoute)

_BODY = (BadRequestError, InvalidRequestError)
_INVITATIONS = f"{IN_ORGANIZATION}/invitations"


@router.post(
    _INVITATIONS,
    status_code=201,
    responses=describe(*REFUSALS_IN_ORGANIZATION, *_BODY, LimitReachedError),
)
async def invite(
    scope: Annotated[OrganizationScope, in_organization(Action.INVITE)],
    wanted: InvitationIn,
    invitations: Invitations,
    response: Response,
) -> IssuedInvitationOut:
    """Invite somebody. The token is shown this once; Layerproof sends no mail."""
    issued = await invitations.invite(scope, wanted.address, Role(wanted.role))
    response.headers["Cache-Control"] = "no-store"
    return show_issued_invitation(issued)


@router.get(_INVITATIONS, responses=describe(*REFUSALS_IN_ORGANIZATION))
async def list_invitations(
    scope: Annotated[OrganizationScope, in_organization(Action.INVITE)],
    invitations: InvitationsToRead,
) -> InvitationsOut:
    """List the invitations that can still be accepted."""
    found = await invitations.list_open(scope)
    return InvitationsOut(items=[show_invitation(invitation) for invitation in found])


@router.delete(
    f"{_INVITATIONS}/{{invitation_id}}",
    status_code=204,
    responses=describe(*REFUSALS_IN_ORGANIZATION, InvitationNotFoundError),
)
async def revoke_invitation(
    scope: Annotated[OrganizationScope, in_organization(Action.INVITE)],
    invitation_id: Annotated[str, Path(description="The invitation's id, as the list gives it")],
    invitations: Invitations,
) -> None:
    """Take an invitation back."""
    await invitations.revoke(scope, invitation_id)


@router.post(
    "/invitations/accept",
    responses=describe(
        UnauthenticatedError,
        ForbiddenError,
        NotLocalError,
        *_BODY,
        InvitationNotFoundError,
        LimitReachedError,
    ),
)
async def accept_invitation(
    user: User, given: AcceptanceIn, invitations: Invitations
) -> OrganizationOut:
    """Enter an organization by an invitation for your address; a higher role is kept."""
    return show_organization(await invitations.accept(user, given.token))
