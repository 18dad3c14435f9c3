"""Who is in an organization, and as what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from organizations.errors import LastOwnerError, MemberNotFoundError
from organizations.models import Membership, User
from organizations.ports import Memberships, Organizations
from organizations.roles import Role
from organizations.services.access import require_reach, require_role


@dataclass(frozen=True, slots=True)
class MemberService:
    """The rules for members."""

    organizations: Organizations
    memberships: Memberships

    def list_members(self, user: User, slug: str) -> Sequence[Membership]:
        """Return all members of an organization."""
        own = require_role(self.memberships, user, slug, Role.MEMBER)
        return self.memberships.list_of_organization(own.organization_id)

    def change_role(self, user: User, slug: str, user_id: int, role: Role) -> Membership:
        """Give a member another role."""
        own = self._lock(user, slug, Role.ADMIN)
        membership = self._find(slug, user_id)
        require_reach(own.role, membership.role, role)
        if role is not Role.OWNER:
            self._keep_an_owner(membership)
        membership.role = role
        return membership

    def remove(self, user: User, slug: str, user_id: int) -> None:
        """Take a member out; everybody may take out themselves."""
        leaves = user_id == user.id
        own = self._lock(user, slug, Role.MEMBER if leaves else Role.ADMIN)
        membership = self._find(slug, user_id)
        require_reach(own.role, membership.role)
        self._keep_an_owner(membership)
        self.memberships.remove(membership)

    def _lock(self, user: User, slug: str, least: Role) -> Membership:
        """Return the user's own membership, which nobody else changes from here on."""
        own = require_role(self.memberships, user, slug, least)
        self.organizations.lock(own.organization)
        return require_role(self.memberships, user, slug, least)

    def _find(self, slug: str, user_id: int) -> Membership:
        membership = self.memberships.find(slug, user_id)
        if membership is None:
            raise MemberNotFoundError
        return membership

    def _keep_an_owner(self, leaving: Membership) -> None:
        if leaving.role is not Role.OWNER:
            return
        if self.memberships.count_owners(leaving.organization_id) == 1:
            raise LastOwnerError
