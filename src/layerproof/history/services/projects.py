"""The projects of an organization, and what can be set of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from layerproof.history.errors.tenants import NameTakenError, SlugTakenError
from layerproof.history.records.access import Action, OrganizationScope, ProjectScope
from layerproof.history.records.tenants import Project, ProjectSettings
from layerproof.history.services.access import no_project
from layerproof.history.services.clock import Clock, read_clock
from layerproof.history.services.layer_globs import read_layers
from layerproof.history.services.limits import PROJECTS, refuse_more
from layerproof.history.services.ports.members import MemberRepository
from layerproof.history.services.ports.projects import ProjectRepository
from layerproof.history.services.standing import hold_standing


class ProjectService:
    """The projects of an organization.

    :param projects: where they are stored.
    :param members: who may make one.
    :param clock: what says when one was made.
    """

    def __init__(
        self, projects: ProjectRepository, members: MemberRepository, clock: Clock = read_clock
    ) -> None:
        self._projects = projects
        self._members = members
        self._clock = clock

    async def create(
        self, scope: OrganizationScope, slug: str, settings: ProjectSettings
    ) -> Project:
        """Make a project.

        :raises InvalidRequestError: a layer has a glob that cannot be read.
        :raises SlugTakenError: another project has this name in addresses.
        :raises NameTakenError: another project's reports call it so.
        :raises LimitReachedError: the organization has too many.
        """
        read_layers(settings.layers)
        await hold_standing(self._members, scope, Action.CREATE_PROJECT)
        count = await self._projects.count(scope.key)
        refuse_more(count, PROJECTS, "projects in an organization", advice="delete some")
        added = await self._projects.add(scope.key, slug, settings, created_at=self._clock())
        if added is not None:
            return added
        if await self._projects.has_slug(scope.key, slug):
            raise SlugTakenError(f"the name {slug!r} is taken", advice="choose another `slug`")
        raise _name_taken(settings.name)

    async def list_all(self, scope: OrganizationScope) -> Sequence[Project]:
        """Return the organization's projects, by name in addresses."""
        return await self._projects.list_all(scope.key)

    async def show(self, scope: ProjectScope) -> Project:
        """Return a project with its settings.

        :raises ProjectNotFoundError: somebody has just deleted it.
        """
        return _there(await self._projects.find(scope.organization_key, scope.key), scope)

    async def change(self, scope: ProjectScope, changes: Mapping[str, Any]) -> Project:
        """Return a project with some of its settings changed.

        :param changes: attributes of :class:`ProjectSettings`; what is not named stays.
        :raises InvalidRequestError: a layer has a glob that cannot be read.
        :raises NameTakenError: another project's reports call it so.
        :raises ProjectNotFoundError: somebody has just deleted it.
        """
        read_layers(changes.get("layers", {}))
        # Of two who change different things at once, neither undoes the other's.
        project = _there(await self._projects.hold(scope.organization_key, scope.key), scope)
        settings = replace(project.settings, **changes)
        if not await self._projects.change(project, settings):
            raise _name_taken(settings.name)
        return replace(project, settings=settings)

    async def delete(self, scope: ProjectScope) -> None:
        """Delete a project with its runs and its tokens."""
        await self._projects.delete(scope.organization_key, scope.key)


def _there(project: Project | None, scope: ProjectScope) -> Project:
    if project is None:
        raise no_project(scope.slug)
    return project


def _name_taken(name: str) -> NameTakenError:
    return NameTakenError(
        f"another project's reports have the name {name!r}", advice="choose another `name`"
    )
