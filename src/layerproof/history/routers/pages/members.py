"""Who belongs to an organization, and who is invited."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from layerproof.history.dependencies.overview import Attempts
from layerproof.history.dependencies.pages import (
    OrganizationVisit,
    OwnForm,
    accounts_only,
    visit_organization,
)
from layerproof.history.dependencies.tenants import (
    Invitations,
    InvitationsToRead,
    Members,
    MembersToRead,
)
from layerproof.history.errors.problem import ProblemError
from layerproof.history.pages import addresses
from layerproof.history.pages.tenant_pages import MembersView, render_members
from layerproof.history.records.access import Action, UserActor
from layerproof.history.routers.pages.answers import go_to, send_page
from layerproof.history.routers.pages.notices import refused
from layerproof.history.schemas.pages import InvitationSent, RoleSent
from layerproof.history.services.invitations import InvitationService
from layerproof.history.services.members import MemberService

router = APIRouter(prefix="/o/{organization}/-", dependencies=[Depends(accounts_only)])

SeesMembers = Annotated[OrganizationVisit, visit_organization(Action.SEE_MEMBERS)]
ChangesMembers = Annotated[OrganizationVisit, visit_organization(Action.CHANGE_MEMBERS)]
Invites = Annotated[OrganizationVisit, visit_organization(Action.INVITE)]


@dataclass(frozen=True, slots=True)
class _Changes:
    """What a form changes, all of it on one session; a change that is refused is undone."""

    members: Members
    invitations: Invitations
    attempt: Attempts

    async def refuse(self, visit: OrganizationVisit, error: ProblemError) -> Response:
        """Return the page again, with why it was not done."""
        view = await _look(visit, self.members, self.invitations)
        return _send(visit, replace(view, notice=refused(error)), error.status)


Changes = Annotated[_Changes, Depends()]


@router.get("/members")
async def show_members(
    visit: SeesMembers, members: MembersToRead, invitations: InvitationsToRead
) -> Response:
    """Show the members, and to those who may invite the open invitations."""
    return _send(visit, await _look(visit, members, invitations))


@router.post("/members/{person}/role")
async def change_role(
    visit: ChangesMembers,
    _: OwnForm,
    person: str,
    sent: Annotated[RoleSent, Form()],
    changes: Changes,
) -> Response:
    """Give a member another role."""
    try:
        async with changes.attempt():
            await changes.members.change_role(visit.scope, person, sent.role)
    except ProblemError as error:
        return await changes.refuse(visit, error)
    return go_to(visit.place.to.members)


@router.post("/members/{person}/remove")
async def remove_member(
    visit: SeesMembers, own: OwnForm, person: str, changes: Changes
) -> Response:
    """End a membership, which everybody may do of their own; whoever has left goes home."""
    try:
        async with changes.attempt():
            await changes.members.remove(visit.scope, person)
    except ProblemError as error:
        return await changes.refuse(visit, error)
    left = isinstance(own.actor, UserActor) and own.actor.user_id == person
    return go_to(addresses.HOME if left else visit.place.to.members)


@router.post("/invitations")
async def invite(
    request: Request,
    visit: Invites,
    _: OwnForm,
    sent: Annotated[InvitationSent, Form()],
    changes: Changes,
) -> Response:
    """Invite somebody; the link is shown this once."""
    try:
        async with changes.attempt():
            issued = await changes.invitations.invite(visit.scope, sent.address, sent.role)
    except ProblemError as error:
        return await changes.refuse(visit, error)
    view = await _look(visit, changes.members, changes.invitations)
    link = f"{str(request.base_url).rstrip('/')}{addresses.invitation(issued.token)}"
    return _send(visit, replace(view, issued=issued, link=link))


@router.post("/invitations/{invitation}/revoke")
async def revoke_invitation(
    visit: Invites, _: OwnForm, invitation: str, changes: Changes
) -> Response:
    """Take an invitation back."""
    try:
        async with changes.attempt():
            await changes.invitations.revoke(visit.scope, invitation)
    except ProblemError as error:
        return await changes.refuse(visit, error)
    return go_to(visit.place.to.members)


async def _look(
    visit: OrganizationVisit, members: MemberService, invitations: InvitationService
) -> MembersView:
    actor = visit.scope.actor
    return MembersView(
        members=await members.list_all(visit.scope),
        invitations=(
            await invitations.list_open(visit.scope) if visit.place.may(Action.INVITE) else ()
        ),
        viewer_key=actor.user_key if isinstance(actor, UserActor) else 0,
    )


def _send(visit: OrganizationVisit, view: MembersView, status: int = 200) -> Response:
    return send_page(render_members(visit.viewer, visit.place, view), status)
