"""``/projects`` of an organization."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from layerproof.history.dependencies.scopes import in_organization, in_project
from layerproof.history.dependencies.tenants import Projects, ProjectsToRead
from layerproof.history.errors.problem import BadRequestError, InvalidRequestError
from layerproof.history.errors.tenants import LimitReachedError, NameTakenError, SlugTakenError
from layerproof.history.problems import (
    REFUSALS_IN_ORGANIZATION,
    REFUSALS_IN_PROJECT,
    describe,
)
from layerproof.history.records.access import Action, OrganizationScope, ProjectScope
from layerproof.history.routers.late_bodies import LateBodyRoute
from layerproof.history.routers.paths import IN_ORGANIZATION, IN_PROJECT
from layerproof.history.schemas.projects import (
    ProjectChangeIn,
    ProjectIn,
    ProjectOut,
    ProjectsOut,
    show_project,
)

router = APIRouter(tags=["projects"], route_class=LateBodyRoute)

_BODY = (BadRequestError, InvalidRequestError)
_PROJECTS = f"{IN_ORGANIZATION}/projects"


@router.post(
    _PROJECTS,
    status_code=201,
    responses=describe(
        *REFUSALS_IN_ORGANIZATION, *_BODY, SlugTakenError, NameTakenError, LimitReachedError
    ),
)
async def create_project(
    scope: Annotated[OrganizationScope, in_organization(Action.CREATE_PROJECT)],
    wanted: ProjectIn,
    projects: Projects,
) -> ProjectOut:
    """Make a project."""
    return show_project(await projects.create(scope, wanted.slug, wanted.as_settings()))


@router.get(_PROJECTS, responses=describe(*REFUSALS_IN_ORGANIZATION))
async def list_projects(
    scope: Annotated[OrganizationScope, in_organization(Action.SEE_PROJECTS)],
    projects: ProjectsToRead,
) -> ProjectsOut:
    """List the projects of an organization."""
    return ProjectsOut(items=[show_project(project) for project in await projects.list_all(scope)])


@router.get(IN_PROJECT, responses=describe(*REFUSALS_IN_PROJECT))
async def read_project(
    scope: Annotated[ProjectScope, in_project(Action.SEE_PROJECTS)], projects: ProjectsToRead
) -> ProjectOut:
    """Give a project with its settings."""
    return show_project(await projects.show(scope))


@router.patch(IN_PROJECT, responses=describe(*REFUSALS_IN_PROJECT, *_BODY, NameTakenError))
async def change_project(
    scope: Annotated[ProjectScope, in_project(Action.CHANGE_PROJECT)],
    wanted: ProjectChangeIn,
    projects: Projects,
) -> ProjectOut:
    """Change settings of a project; what is left out stays."""
    return show_project(await projects.change(scope, wanted.as_changes()))


@router.delete(IN_PROJECT, status_code=204, responses=describe(*REFUSALS_IN_PROJECT))
async def delete_project(
    scope: Annotated[ProjectScope, in_project(Action.DELETE_PROJECT)], projects: Projects
) -> None:
    """Delete a project with its runs and its tokens."""
    await projects.delete(scope)
