"""``/organizations``: who shares projects with whom."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from layerproof.history.dependencies.actors import Person, User
from layerproof.history.dependencies.scopes import in_organization
from layerproof.history.dependencies.tenants import Organizations, OrganizationsToRead
from layerproof.history.errors.access import ForbiddenError, NotLocalError, UnauthenticatedError
from layerproof.history.errors.problem import BadRequestError, InvalidRequestError
from layerproof.history.errors.tenants import LimitReachedError, SlugTakenError
from layerproof.history.problems import REFUSALS_IN_ORGANIZATION, describe
from layerproof.history.records.access import Action, OrganizationScope
from layerproof.history.routers.late_bodies import LateBodyRoute
from layerproof.history.routers.paths import IN_ORGANIZATION
from layerproof.history.schemas.organizations import (
    OrganizationChangeIn,
    OrganizationIn,
    OrganizationOut,
    OrganizationsOut,
    show_organization,
)

router = APIRouter(tags=["organizations"], route_class=LateBodyRoute)

_REFUSALS = (UnauthenticatedError, ForbiddenError, NotLocalError)
_BODY = (BadRequestError, InvalidRequestError)


@router.post(
    "/organizations",
    status_code=201,
    responses=describe(*_REFUSALS, *_BODY, SlugTakenError, LimitReachedError),
)
async def create_organization(
    user: User, wanted: OrganizationIn, organizations: Organizations
) -> OrganizationOut:
    """Make an organization, which you own."""
    return show_organization(await organizations.create(user, wanted.slug, wanted.name))


@router.get("/organizations", responses=describe(*_REFUSALS))
async def list_organizations(
    person: Person, organizations: OrganizationsToRead
) -> OrganizationsOut:
    """List the organizations that you are in."""
    own = await organizations.list_own(person)
    return OrganizationsOut(items=[show_organization(one) for one in own])


@router.get(IN_ORGANIZATION, responses=describe(*REFUSALS_IN_ORGANIZATION))
async def read_organization(
    scope: Annotated[OrganizationScope, in_organization(Action.SEE_ORGANIZATION)],
    organizations: OrganizationsToRead,
) -> OrganizationOut:
    """Give an organization."""
    return show_organization(await organizations.show(scope))


@router.patch(IN_ORGANIZATION, responses=describe(*REFUSALS_IN_ORGANIZATION, *_BODY))
async def change_organization(
    scope: Annotated[OrganizationScope, in_organization(Action.CHANGE_ORGANIZATION)],
    wanted: OrganizationChangeIn,
    organizations: Organizations,
) -> OrganizationOut:
    """Give an organization another name; the one in addresses stays."""
    return show_organization(await organizations.rename(scope, wanted.name))


@router.delete(IN_ORGANIZATION, status_code=204, responses=describe(*REFUSALS_IN_ORGANIZATION))
async def delete_organization(
    scope: Annotated[OrganizationScope, in_organization(Action.DELETE_ORGANIZATION)],
    organizations: Organizations,
) -> None:
    """Delete an organization with all its projects and their runs."""
    await organizations.delete(scope)
