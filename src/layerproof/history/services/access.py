"""Letting an actor in, or not: the only place that makes a scope.

Whoever does not belong to an organization learns nothing of it, not even that it is there.
"""

from __future__ import annotations

import re

from layerproof.history.errors.access import (
    ForbiddenError,
    OrganizationNotFoundError,
    ProjectNotFoundError,
)
from layerproof.history.records.access import (
    Action,
    Actor,
    LocalActor,
    OrganizationScope,
    ProjectScope,
    Role,
    TokenActor,
    UserActor,
)
from layerproof.history.records.tenants import Organization, Project
from layerproof.history.schemas.fields import SLUG
from layerproof.history.services.policy import LOWEST_ROLE, NEEDED_SCOPE, may
from layerproof.history.services.ports.access import AccessRepository


class AccessService:
    """Who may do what, and where.

    :param tenants: where organizations, memberships and projects are found.
    """

    def __init__(self, tenants: AccessRepository) -> None:
        self._tenants = tenants

    async def enter_organization(
        self, actor: Actor, slug: str, action: Action
    ) -> OrganizationScope:
        """Return the scope of an organization in which the actor may do something.

        :raises OrganizationNotFoundError: there is none, or the actor is not in it.
        :raises ForbiddenError: the actor's role is too low.
        """
        organization = await self._find_organization(slug)
        if organization is None or isinstance(actor, TokenActor):
            raise no_organization(slug)
        role = await self._role(actor, organization)
        if role is None:
            raise no_organization(slug)
        refuse_low(role, action)
        return OrganizationScope(organization.key, organization.slug, role, actor)

    async def enter_project(
        self, actor: Actor, organization_slug: str, slug: str, action: Action
    ) -> ProjectScope:
        """Return the scope of a project in which the actor may do something.

        :raises OrganizationNotFoundError: there is none, or the actor is not in it.
        :raises ProjectNotFoundError: there is none, or the token is of another one.
        :raises ForbiddenError: the role is too low, or the token is not for this.
        """
        if isinstance(actor, TokenActor):
            return await self._enter_by_token(actor, organization_slug, slug, action)
        organization = await self._find_organization(organization_slug)
        role = None if organization is None else await self._role(actor, organization)
        if organization is None or role is None:
            raise no_organization(organization_slug)
        project = await self._find_project(organization, slug)
        if project is None:
            raise no_project(slug)
        refuse_low(role, action)
        return scope_of(project)

    async def _enter_by_token(
        self, actor: TokenActor, organization_slug: str, slug: str, action: Action
    ) -> ProjectScope:
        organization = await self._find_organization(organization_slug)
        if organization is None or organization.key != actor.organization_key:
            raise no_organization(organization_slug)
        project = await self._find_project(organization, slug)
        if project is None or project.key != actor.project_key:
            raise no_project(slug)
        needed = NEEDED_SCOPE.get(action)
        if needed is None or needed not in actor.scopes:
            raise ForbiddenError(
                "the token is not for this",
                advice="make a token with the scope `read`, or log in",
            )
        return scope_of(project)

    async def _find_organization(self, slug: str) -> Organization | None:
        return await self._tenants.find_organization(slug) if _is_slug(slug) else None

    async def _find_project(self, organization: Organization, slug: str) -> Project | None:
        if not _is_slug(slug):
            return None
        return await self._tenants.find_project(organization.key, slug)

    async def _role(self, actor: UserActor | LocalActor, organization: Organization) -> Role | None:
        if isinstance(actor, LocalActor):
            return Role.OWNER
        return await self._tenants.find_role(organization.key, actor.user_key)


def scope_of(project: Project) -> ProjectScope:
    """Return the scope of a project for somebody who may be there."""
    return ProjectScope(
        key=project.key,
        slug=project.slug,
        organization_key=project.organization_key,
        organization_slug=project.organization_slug,
        name=project.settings.name,
        main_branch=project.settings.main_branch,
    )


def _is_slug(slug: str) -> bool:
    # PostgreSQL cannot even be asked for a text with a NUL character.
    return re.fullmatch(SLUG, slug) is not None


def refuse_low(role: Role, action: Action) -> None:
    """Refuse an action that takes a higher role.

    :raises ForbiddenError: the role is too low.
    """
    if not may(role, action):
        raise ForbiddenError(
            f"as {role} you may not do this; it takes the role {LOWEST_ROLE[action]}",
            advice="ask an owner or admin of the organization",
        )


def no_organization(slug: str) -> OrganizationNotFoundError:
    """Return the one answer to whoever does not belong to an organization, be it there or not."""
    return OrganizationNotFoundError(
        f"no organization {slug[:64]!r} is here for you", advice="see /api/v1/organizations"
    )


def no_project(slug: str) -> ProjectNotFoundError:
    """Return the one answer to whoever does not see a project, be it there or not."""
    return ProjectNotFoundError(
        f"no project {slug[:64]!r} is here for you", advice="see the organization's /projects"
    )
