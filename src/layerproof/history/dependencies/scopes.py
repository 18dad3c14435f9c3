"""What an actor may see: ``in_project(Action.READ_RUNS)`` gives a route its project, or refuses.

Each route of an organization or project has exactly one of these, so that the rule is read beside
the route.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Path, Request

from layerproof.history.dependencies.actors import AnyActor, Pusher
from layerproof.history.dependencies.sessions import database_of
from layerproof.history.records.access import (
    Action,
    LocalActor,
    OrganizationScope,
    ProjectScope,
)
from layerproof.history.repositories.access import SqlAccessRepository
from layerproof.history.repositories.identity import SqlIdentityRepository
from layerproof.history.services.access import AccessService, scope_of
from layerproof.history.services.signing import unauthenticated

OrganizationSlug = Annotated[str, Path(description="The organization's name in addresses")]
ProjectSlug = Annotated[str, Path(description="The project's name in addresses")]


def in_organization(action: Action) -> Any:
    """Return a dependency: the organization of the path, for an action."""

    async def enter(
        request: Request, actor: AnyActor, organization: OrganizationSlug
    ) -> OrganizationScope:
        async with database_of(request).read() as session:
            access = AccessService(SqlAccessRepository(session))
            return await access.enter_organization(actor, organization, action)

    return _marked(enter, action)


def in_project(action: Action) -> Any:
    """Return a dependency: the project of the path, for an action."""

    async def enter(
        request: Request, actor: AnyActor, organization: OrganizationSlug, project: ProjectSlug
    ) -> ProjectScope:
        async with database_of(request).read() as session:
            access = AccessService(SqlAccessRepository(session))
            return await access.enter_project(actor, organization, project, action)

    return _marked(enter, action)


def _marked(enter: Callable[..., Awaitable[object]], action: Action) -> Any:
    # Tests read from it which role a route asks for.
    enter.action = action  # type: ignore[attr-defined]  # a mark on a function of ours
    return Depends(enter)


async def _pushed_to(request: Request, pusher: Pusher) -> ProjectScope | None:
    if isinstance(pusher, LocalActor):
        return None
    async with database_of(request).read() as session:
        project = await SqlIdentityRepository(session).find_project(pusher.project_key)
    if project is None:
        raise unauthenticated()
    return scope_of(project)


#: The project of the pusher's token; ``None`` on a server without accounts, where reports name it.
PushTarget = Annotated[ProjectScope | None, Depends(_pushed_to)]
