"""``/`` and ``/o/{organization}``: what there is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from layerproof.history.dependencies.overview import AccessToRead, Overviews
from layerproof.history.dependencies.pages import KnownVisit, OrganizationVisit, visit_organization
from layerproof.history.dependencies.tenants import OrganizationsToRead, ProjectsToRead
from layerproof.history.pages.frame import OrganizationPlace
from layerproof.history.pages.home_page import (
    OrganizationView,
    render_home,
    render_organization,
    view_organization,
)
from layerproof.history.records.access import Action, OrganizationScope
from layerproof.history.routers.pages.answers import send_page

router = APIRouter()

InOrganization = Annotated[OrganizationVisit, visit_organization(Action.SEE_PROJECTS)]


@router.get("/")
async def show_home(
    visit: KnownVisit,
    access: AccessToRead,
    organizations: OrganizationsToRead,
    projects: ProjectsToRead,
    overviews: Overviews,
) -> Response:
    """Show everything that somebody belongs to."""
    views = []
    for own in await organizations.list_own(visit.actor):
        slug = own.organization.slug
        scope = await access.enter_organization(visit.actor, slug, Action.SEE_PROJECTS)
        views.append(await _view(own.organization.name, scope, projects, overviews))
    return send_page(render_home(visit.viewer, views))


@router.get("/o/{organization}")
async def show_organization(
    visit: InOrganization,
    organizations: OrganizationsToRead,
    projects: ProjectsToRead,
    overviews: Overviews,
) -> Response:
    """Show the projects of an organization."""
    own = await organizations.show(visit.scope)
    view = await _view(own.organization.name, visit.scope, projects, overviews)
    return send_page(render_organization(visit.viewer, view))


async def _view(
    name: str, scope: OrganizationScope, projects: ProjectsToRead, overviews: Overviews
) -> OrganizationView:
    return view_organization(
        name,
        OrganizationPlace(scope.slug, scope.role),
        await projects.list_all(scope),
        await overviews.news(scope),
    )
