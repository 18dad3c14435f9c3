"""Organizations as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from organizations.models import Membership, Organization, User
from organizations.ports import Memberships, Organizations
from organizations.roles import Role
from organizations.services.access import require_role, require_verified


@dataclass(frozen=True, slots=True)
class OrganizationService:
    """The rules for organizations."""

    organizations: Organizations
    memberships: Memberships

    def found(self, user: User, slug: str, name: str) -> Membership:
        """Store an organization with its first owner; return the owner's membership."""
        require_verified(user)
        organization = Organization(slug=slug, name=name)
        self.organizations.add(organization)
        membership = Membership(organization=organization, user=user, role=Role.OWNER)
        self.memberships.add(membership)
        return membership

    def list_own(self, user: User) -> Sequence[Membership]:
        """Return in which organizations the user is."""
        return self.memberships.list_of_user(user.id)

    def show(self, user: User, slug: str) -> Membership:
        """Return the user's membership in an organization."""
        return require_role(self.memberships, user, slug, Role.MEMBER)

    def rename(self, user: User, slug: str, name: str) -> Membership:
        """Give an organization another name."""
        membership = require_role(self.memberships, user, slug, Role.ADMIN)
        membership.organization.name = name
        return membership

    def dissolve(self, user: User, slug: str) -> None:
        """Remove an organization with all that belongs to it."""
        membership = require_role(self.memberships, user, slug, Role.OWNER)
        self.organizations.remove(membership.organization)
