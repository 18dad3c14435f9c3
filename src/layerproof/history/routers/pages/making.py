"""New organizations and projects."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response

from layerproof.history.dependencies.overview import Attempts
from layerproof.history.dependencies.pages import (
    KnownVisit,
    OrganizationVisit,
    OwnForm,
    accounts_only,
    visit_organization,
)
from layerproof.history.dependencies.tenants import Organizations, Projects
from layerproof.history.errors.problem import ProblemError
from layerproof.history.pages import addresses
from layerproof.history.pages.tenant_pages import (
    Given,
    render_new_organization,
    render_new_project,
)
from layerproof.history.records.access import Action, UserActor
from layerproof.history.records.tenants import ProjectSettings
from layerproof.history.routers.pages.answers import go_to, send_page
from layerproof.history.routers.pages.notices import refused
from layerproof.history.schemas.pages import OrganizationSent, ProjectSent

router = APIRouter(dependencies=[Depends(accounts_only)])

_NEW_PROJECT = "/o/{organization}/-/new-project"

MayCreate = Annotated[OrganizationVisit, visit_organization(Action.CREATE_PROJECT)]


@router.get(addresses.NEW_ORGANIZATION)
async def show_new_organization(visit: KnownVisit) -> Response:
    """Show the form that makes an organization."""
    return send_page(render_new_organization(visit.viewer, Given()))


@router.post(addresses.NEW_ORGANIZATION)
async def make_organization(
    visit: OwnForm,
    sent: Annotated[OrganizationSent, Form()],
    organizations: Organizations,
    attempt: Attempts,
) -> Response:
    """Make an organization, which the one who asks owns."""
    assert isinstance(visit.actor, UserActor)  # noqa: S101  (there are accounts)
    try:
        async with attempt():
            own = await organizations.create(visit.actor, sent.slug, sent.name)
    except ProblemError as error:
        given = Given(sent.name, sent.slug)
        page = render_new_organization(visit.viewer, given, refused(error))
        return send_page(page, error.status)
    return go_to(addresses.OrganizationAddresses(own.organization.slug).home)


@router.get(_NEW_PROJECT)
async def show_new_project(visit: MayCreate) -> Response:
    """Show the form that makes a project."""
    return send_page(render_new_project(visit.viewer, visit.place, Given()))


@router.post(_NEW_PROJECT)
async def make_project(
    visit: MayCreate,
    _: OwnForm,
    sent: Annotated[ProjectSent, Form()],
    projects: Projects,
    attempt: Attempts,
) -> Response:
    """Make a project."""
    settings = ProjectSettings(name=sent.name, main_branch=sent.main_branch)
    try:
        async with attempt():
            made = await projects.create(visit.scope, sent.slug, settings)
    except ProblemError as error:
        given = Given(sent.name, sent.slug, sent.main_branch)
        page = render_new_project(visit.viewer, visit.place, given, refused(error))
        return send_page(page, error.status)
    return go_to(visit.place.to.project(made.slug).home)
