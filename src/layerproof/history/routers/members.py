"""``/members`` of an organization."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from layerproof.history.dependencies.scopes import in_organization
from layerproof.history.dependencies.tenants import Members, MembersToRead
from layerproof.history.errors.problem import BadRequestError, InvalidRequestError
from layerproof.history.errors.tenants import LastOwnerError, MemberNotFoundError
from layerproof.history.problems import REFUSALS_IN_ORGANIZATION, describe
from layerproof.history.records.access import Action, OrganizationScope, Role
from layerproof.history.routers.late_bodies import LateBodyRoute
from layerproof.history.routers.paths import IN_ORGANIZATION
from layerproof.history.schemas.organizations import (
    MemberChangeIn,
    MemberOut,
    MembersOut,
    show_member,
)

router = APIRouter(
    prefix=f"{IN_ORGANIZATION}/members", tags=["organizations"], route_class=LateBodyRoute
)

MemberId = Annotated[str, Path(description="The member's id, as the list gives it")]
_REFUSALS = (*REFUSALS_IN_ORGANIZATION, MemberNotFoundError, LastOwnerError)


@router.get("", responses=describe(*REFUSALS_IN_ORGANIZATION))
async def list_members(
    scope: Annotated[OrganizationScope, in_organization(Action.SEE_MEMBERS)],
    members: MembersToRead,
) -> MembersOut:
    """List who is in an organization."""
    return MembersOut(items=[show_member(member) for member in await members.list_all(scope)])


@router.patch("/{user_id}", responses=describe(*_REFUSALS, BadRequestError, InvalidRequestError))
async def change_member(
    scope: Annotated[OrganizationScope, in_organization(Action.CHANGE_MEMBERS)],
    user_id: MemberId,
    wanted: MemberChangeIn,
    members: Members,
) -> MemberOut:
    """Give a member another role. Only an owner makes or unmakes owners, and changes admins."""
    return show_member(await members.change_role(scope, user_id, Role(wanted.role)))


@router.delete("/{user_id}", status_code=204, responses=describe(*_REFUSALS))
async def remove_member(
    # Whoever is in may leave; whom else somebody may remove is the service's to say.
    scope: Annotated[OrganizationScope, in_organization(Action.SEE_MEMBERS)],
    user_id: MemberId,
    members: Members,
) -> None:
    """Remove a member; with your own id, leave."""
    await members.remove(scope, user_id)
