"""Scopes of people who are stored, for services on fakes."""

from __future__ import annotations

from layerproof.history.records.access import (
    LocalActor,
    OrganizationScope,
    ProjectScope,
    Role,
    UserActor,
)
from layerproof.history.records.people import User
from layerproof.history.records.tenants import Organization, Project
from layerproof.history.services.access import scope_of


def actor_of(user: User) -> UserActor:
    """Return a person as somebody who asks."""
    return UserActor(user.key, user.public_id, login_key=1)


def scope_as(user: User, organization: Organization, role: Role) -> OrganizationScope:
    """Return what lets a person into an organization."""
    return OrganizationScope(organization.key, organization.slug, role, actor_of(user))


def local_scope(organization: Organization) -> OrganizationScope:
    """Return what lets somebody in on a server without accounts."""
    return OrganizationScope(organization.key, organization.slug, Role.OWNER, LocalActor())


def project_scope(project: Project) -> ProjectScope:
    """Return what lets somebody into a project."""
    return scope_of(project)
