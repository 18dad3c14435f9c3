"""The ports of the services, answered from memory.

``integration/test_ports.py`` runs the same tests on these as on those that speak SQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from organizations.clock import now
from organizations.errors import AlreadyMemberError, EmailTakenError, SlugTakenError
from organizations.models import EmailVerification, Invitation, Membership, Organization, User
from organizations.roles import Role


@dataclass(slots=True)
class MemoryUsers:
    """Answers ``ports.Users``."""

    ids: count[int] = field(default_factory=lambda: count(1))
    users: list[User] = field(default_factory=list)
    verifications: list[EmailVerification] = field(default_factory=list)

    def add(self, user: User) -> None:
        if any(each.email == user.email for each in self.users):
            raise EmailTakenError
        user.id = next(self.ids)
        self.users.append(user)

    def find_by_key(self, digest: str) -> User | None:
        return next((each for each in self.users if each.access_key_digest == digest), None)

    def replace_verification(self, verification: EmailVerification) -> None:
        kept = [
            each
            for each in self.verifications
            if each.user is not verification.user or each.used_at is not None
        ]
        self.verifications[:] = [*kept, verification]

    def lock_verification(self, digest: str) -> EmailVerification | None:
        return next((each for each in self.verifications if each.token_digest == digest), None)


@dataclass(slots=True)
class MemoryMemberships:
    """Answers ``ports.Memberships``."""

    memberships: list[Membership] = field(default_factory=list)

    def add(self, membership: Membership) -> None:
        membership.user_id = membership.user.id
        membership.organization_id = membership.organization.id
        keys = [(each.organization_id, each.user_id) for each in self.memberships]
        if (membership.organization_id, membership.user_id) in keys:
            raise AlreadyMemberError
        self.memberships.append(membership)

    def find(self, slug: str, user_id: int) -> Membership | None:
        found = (each for each in self.list_of_user(user_id) if each.organization.slug == slug)
        return next(found, None)

    def list_of_user(self, user_id: int) -> Sequence[Membership]:
        found = [each for each in self.memberships if each.user_id == user_id]
        return sorted(found, key=lambda each: each.organization.slug)

    def list_of_organization(self, organization_id: int) -> Sequence[Membership]:
        found = [each for each in self.memberships if each.organization_id == organization_id]
        return sorted(found, key=lambda each: (each.user.name, each.user_id))

    def count_owners(self, organization_id: int) -> int:
        members = self.list_of_organization(organization_id)
        return sum(each.role is Role.OWNER for each in members)

    def has_address(self, organization_id: int, email: str) -> bool:
        return any(each.user.email == email for each in self.list_of_organization(organization_id))

    def remove(self, membership: Membership) -> None:
        self.memberships.remove(membership)


@dataclass(slots=True)
class MemoryInvitations:
    """Answers ``ports.Invitations``."""

    ids: count[int] = field(default_factory=lambda: count(1))
    invitations: list[Invitation] = field(default_factory=list)

    def add(self, invitation: Invitation) -> None:
        invitation.id = next(self.ids)
        invitation.organization_id = invitation.organization.id
        invitation.created_at = now()
        self.invitations.append(invitation)

    def lock(self, organization_id: int, invitation_id: int) -> Invitation | None:
        found = (each for each in self._of(organization_id) if each.id == invitation_id)
        return next(found, None)

    def find_pending(self, organization_id: int, email: str) -> Invitation | None:
        found = (each for each in self.list_pending(organization_id) if each.email == email)
        return next(found, None)

    def list_pending(self, organization_id: int) -> Sequence[Invitation]:
        pending = [
            each
            for each in self._of(organization_id)
            if each.accepted_at is None and each.withdrawn_at is None
        ]
        return sorted(pending, key=lambda each: (each.created_at, each.id))

    def lock_by_token(self, digest: str) -> Invitation | None:
        return next((each for each in self.invitations if each.token_digest == digest), None)

    def _of(self, organization_id: int) -> list[Invitation]:
        return [each for each in self.invitations if each.organization_id == organization_id]


@dataclass(slots=True)
class MemoryOrganizations:
    """Answers ``ports.Organizations``; what belongs to one goes with it."""

    memberships: MemoryMemberships
    invitations: MemoryInvitations
    ids: count[int] = field(default_factory=lambda: count(1))
    organizations: list[Organization] = field(default_factory=list)
    locked: list[Organization] = field(default_factory=list)

    def add(self, organization: Organization) -> None:
        if any(each.slug == organization.slug for each in self.organizations):
            raise SlugTakenError
        organization.id = next(self.ids)
        self.organizations.append(organization)

    def remove(self, organization: Organization) -> None:
        self.organizations.remove(organization)
        members, invited = self.memberships.memberships, self.invitations.invitations
        members[:] = [each for each in members if each.organization is not organization]
        invited[:] = [each for each in invited if each.organization is not organization]

    def lock(self, organization: Organization) -> None:
        self.locked.append(organization)
