"""What services ask of repositories. ``repositories`` answers from SQL, unit tests from memory.

What is added has its identity afterwards. Nothing here commits: the request does, at its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from organizations.models import EmailVerification, Invitation, Membership, Organization, User


class Users(Protocol):
    """Users and the tokens that prove their addresses."""

    def add(self, user: User) -> None:
        """Store a user; raise ``EmailTakenError`` where the address is known."""

    def find_by_key(self, digest: str) -> User | None:
        """Return the user with that access key."""

    def replace_verification(self, verification: EmailVerification) -> None:
        """Store a verification, and forget the user's earlier ones that were not used."""

    def lock_verification(self, digest: str) -> EmailVerification | None:
        """Return the verification with that token; others wait until this request ends."""


class Organizations(Protocol):
    """Organizations and who is in them."""

    def add(self, organization: Organization) -> None:
        """Store an organization; raise ``SlugTakenError`` where the slug is."""

    def remove(self, organization: Organization) -> None:
        """Remove an organization and all that belongs to it."""

    def lock(self, organization: Organization) -> None:
        """Let others who change its members wait until this request ends."""


class Memberships(Protocol):
    """Who is in which organization."""

    def add(self, membership: Membership) -> None:
        """Store a membership; raise ``AlreadyMemberError`` where there is one."""

    def find(self, slug: str, user_id: int) -> Membership | None:
        """Return a user's membership as it is now, with its organization and user."""

    def list_of_user(self, user_id: int) -> Sequence[Membership]:
        """Return a user's memberships with their organizations, by slug."""

    def list_of_organization(self, organization_id: int) -> Sequence[Membership]:
        """Return an organization's memberships with their users, by name."""

    def count_owners(self, organization_id: int) -> int:
        """Return how many owners an organization has."""

    def has_address(self, organization_id: int, email: str) -> bool:
        """Return whether a member of the organization has that address."""

    def remove(self, membership: Membership) -> None:
        """Take a user out of an organization."""


class Invitations(Protocol):
    """Invitations to organizations."""

    def add(self, invitation: Invitation) -> None:
        """Store an invitation."""

    def lock(self, organization_id: int, invitation_id: int) -> Invitation | None:
        """Return an organization's invitation; others wait until this request ends."""

    def find_pending(self, organization_id: int, email: str) -> Invitation | None:
        """Return the invitation of that address that was neither accepted nor withdrawn."""

    def list_pending(self, organization_id: int) -> Sequence[Invitation]:
        """Return invitations that were neither accepted nor withdrawn, the oldest first."""

    def lock_by_token(self, digest: str) -> Invitation | None:
        """Return the invitation with that token; others wait until this request ends."""
