"""Invitations: to an address, with a role, for a week, for one acceptance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from organizations.clock import now
from organizations.errors import (
    AlreadyMemberError,
    InvitationAcceptedError,
    InvitationExpiredError,
    InvitationNotFoundError,
    InvitationWithdrawnError,
    WrongAddressError,
)
from organizations.mail import Message, Sender
from organizations.models import Invitation, Membership, User
from organizations.ports import Invitations, Memberships, Organizations
from organizations.roles import Role
from organizations.services.access import require_reach, require_role, require_verified
from organizations.tokens import digest, make_token

#: How long an invitation stands.
INVITATION_LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class InvitationService:
    """The rules for invitations."""

    invitations: Invitations
    memberships: Memberships
    organizations: Organizations
    sender: Sender

    def invite(self, user: User, slug: str, email: str, role: Role) -> Invitation:
        """Offer a role to an address; an earlier offer to it ends."""
        own = require_role(self.memberships, user, slug, Role.ADMIN)
        require_reach(own.role, role)
        if self.memberships.has_address(own.organization_id, email):
            raise AlreadyMemberError
        self.organizations.lock(own.organization)
        earlier = self.invitations.find_pending(own.organization_id, email)
        if earlier is not None:
            earlier.withdrawn_at = now()
        token = make_token()
        invitation = Invitation(
            organization=own.organization,
            invited_by=user,
            email=email,
            role=role,
            token_digest=digest(token),
            expires_at=now() + INVITATION_LIFETIME,
        )
        self.invitations.add(invitation)
        self.sender.send(Message(email, f"Join {own.organization.name}", token))
        return invitation

    def list_pending(self, user: User, slug: str) -> Sequence[Invitation]:
        """Return the invitations that could still be accepted, or have expired."""
        own = require_role(self.memberships, user, slug, Role.ADMIN)
        return self.invitations.list_pending(own.organization_id)

    def withdraw(self, user: User, slug: str, invitation_id: int) -> None:
        """End an invitation before it is accepted."""
        own = require_role(self.memberships, user, slug, Role.ADMIN)
        invitation = self.invitations.lock(own.organization_id, invitation_id)
        if invitation is None:
            raise InvitationNotFoundError
        require_reach(own.role, invitation.role)
        _require_pending(invitation)
        invitation.withdrawn_at = now()

    def accept(self, user: User, token: str) -> Membership:
        """Make the user a member, if the invitation was sent to the address that is theirs."""
        require_verified(user)
        invitation = self.invitations.lock_by_token(digest(token))
        if invitation is None:
            raise InvitationNotFoundError
        if invitation.email != user.email:
            raise WrongAddressError
        _require_pending(invitation)
        if invitation.expires_at <= now():
            raise InvitationExpiredError
        membership = Membership(
            organization=invitation.organization, user=user, role=invitation.role
        )
        self.memberships.add(membership)
        invitation.accepted_at = now()
        return membership


def _require_pending(invitation: Invitation) -> None:
    if invitation.accepted_at is not None:
        raise InvitationAcceptedError
    if invitation.withdrawn_at is not None:
        raise InvitationWithdrawnError
