"""Ways into an organization: made by those who may, used once by the one whom they are for."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import timedelta

from layerproof.history.errors.access import ForbiddenError
from layerproof.history.errors.tenants import InvitationNotFoundError
from layerproof.history.records.access import (
    Action,
    LocalActor,
    OrganizationScope,
    Role,
    UserActor,
)
from layerproof.history.records.addresses import make_address_key
from layerproof.history.records.tenants import (
    Invitation,
    IssuedInvitation,
    NewInvitation,
    OwnOrganization,
)
from layerproof.history.schemas.fields import PUBLIC_ID
from layerproof.history.services.clock import Clock, read_clock
from layerproof.history.services.limits import (
    CLOSED_INVITATIONS,
    MEMBERS,
    OPEN_INVITATIONS,
    refuse_more,
)
from layerproof.history.services.membership_policy import may_give
from layerproof.history.services.ports.invitations import InvitationRepository
from layerproof.history.services.ports.members import MemberRepository
from layerproof.history.services.secrets import hash_secret, new_secret
from layerproof.history.services.standing import hold_standing

#: How long an invitation can be accepted.
INVITATION_LIFE = timedelta(days=7)

#: What an invitation's token begins with, so that scanners for leaked secrets can find one.
INVITATION_PREFIX = "lpi_"


class InvitationService:
    """Invitations to organizations.

    :param invitations: where they are stored.
    :param members: whom they bring in.
    :param clock: what says when they expire.
    """

    def __init__(
        self,
        invitations: InvitationRepository,
        members: MemberRepository,
        clock: Clock = read_clock,
    ) -> None:
        self._invitations = invitations
        self._members = members
        self._clock = clock

    async def invite(self, scope: OrganizationScope, address: str, role: Role) -> IssuedInvitation:
        """Return a new invitation with its token, for an address.

        :raises ForbiddenError: the actor may not give the role, or nobody could accept.
        :raises LimitReachedError: too many are open.
        """
        if isinstance(scope.actor, LocalActor):
            raise ForbiddenError(
                "this server has no accounts, so nobody could accept an invitation",
                advice="start it with `layerproof serve --accounts`",
            )
        standing = await hold_standing(self._members, scope, Action.INVITE)
        _refuse_giving(standing, role)
        await self._refuse_many(scope.key)
        return await self.issue(scope.key, address, role, invited_by=scope.actor.user_key)

    async def issue(
        self, organization: int, address: str, role: Role, *, invited_by: int | None = None
    ) -> IssuedInvitation:
        """Return a new invitation; whoever calls has seen that it may be made."""
        token, now = new_secret(INVITATION_PREFIX), self._clock()
        new = NewInvitation(
            public_id=uuid.uuid4().hex,
            organization_key=organization,
            address=address,
            address_key=make_address_key(address),
            role=role,
            token_hash=hash_secret(token),
            created_at=now,
            expires_at=now + INVITATION_LIFE,
            invited_by=invited_by,
        )
        return IssuedInvitation(await self._invitations.add(new), token)

    async def list_open(self, scope: OrganizationScope) -> Sequence[Invitation]:
        """Return the organization's invitations that can still be accepted, oldest first."""
        return await self._invitations.list_open(scope.key, self._clock())

    async def revoke(self, scope: OrganizationScope, public_id: str) -> None:
        """Take an invitation back.

        :raises InvitationNotFoundError: the organization has none with that id that is open.
        :raises ForbiddenError: the actor could not give its role either.
        """
        standing = await hold_standing(self._members, scope, Action.INVITE)
        known = re.fullmatch(PUBLIC_ID, public_id) is not None
        found = await self._invitations.find(scope.key, public_id) if known else None
        if found is None:
            raise _no_invitation()
        _refuse_giving(standing, found.role)
        if not await self._invitations.revoke(found.key, self._clock()):
            raise _no_invitation()

    async def find_open(self, token: str, address: str) -> Invitation | None:
        """Return the invitation that a token stands for, if it is open and for this address."""
        return await self._find_open(token, make_address_key(address))

    async def accept(self, actor: UserActor, token: str) -> OwnOrganization:
        """Return the organization that somebody is now in, and what they are there.

        :raises InvitationNotFoundError: there is none that is open and for the actor.
        :raises LimitReachedError: the organization is full.
        """
        address_key = await self._invitations.find_address_key(actor.user_key)
        found = None if address_key is None else await self._find_open(token, address_key)
        if found is None:
            raise _no_invitation()
        return OwnOrganization(found.organization, await self._join(found, actor.user_key))

    async def use(self, invitation: Invitation, user_key: int) -> None:
        """Make somebody a member as an invitation says; who is one keeps the higher role.

        :raises InvitationNotFoundError: somebody has used it, or taken it back, meanwhile.
        :raises LimitReachedError: the organization is full.
        """
        await self._join(invitation, user_key)

    async def _find_open(self, token: str, address_key: str) -> Invitation | None:
        found = await self._invitations.find_by_hash(hash_secret(token))
        if found is None or found.address_key != address_key:
            return None
        return found if found.is_open(self._clock()) else None

    async def _join(self, invitation: Invitation, user_key: int) -> Role:
        organization, now = invitation.organization.key, self._clock()
        there = await self._members.hold(organization)
        if not there or not await self._invitations.accept(invitation.key, now):
            raise _no_invitation()
        current = await self._members.find_role(organization, user_key)
        if current is None:
            count = await self._members.count(organization)
            refuse_more(count, MEMBERS, "members", advice="ask an owner to remove some")
            await self._members.add(organization, user_key, invitation.role, created_at=now)
            return invitation.role
        if current.reaches(invitation.role):
            return current
        await self._members.change_role(organization, user_key, invitation.role)
        return invitation.role

    async def _refuse_many(self, organization: int) -> None:
        now = self._clock()
        count = await self._invitations.count_open(organization, now)
        advice = "take some back, or wait until they expire"
        refuse_more(count, OPEN_INVITATIONS, "open invitations", advice=advice)
        await self._invitations.forget_closed(organization, now, keep=CLOSED_INVITATIONS)


def _refuse_giving(standing: Role, role: Role) -> None:
    if not may_give(standing, role):
        raise ForbiddenError(
            f"as {standing} you may not invite somebody as {role}",
            advice="ask an owner of the organization",
        )


def _no_invitation() -> InvitationNotFoundError:
    return InvitationNotFoundError(
        "no invitation like this is open for you", advice="ask for a new one"
    )
