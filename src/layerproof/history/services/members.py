"""The members of an organization, which always keeps an owner."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from layerproof.history.errors.access import ForbiddenError
from layerproof.history.errors.tenants import LastOwnerError, MemberNotFoundError
from layerproof.history.records.access import Action, OrganizationScope, Role, UserActor
from layerproof.history.records.tenants import Membership
from layerproof.history.schemas.fields import PUBLIC_ID
from layerproof.history.services.clock import Clock, read_clock
from layerproof.history.services.membership_policy import GIVABLE, may_change_role, may_remove
from layerproof.history.services.ports.invitations import InvitationRepository
from layerproof.history.services.ports.members import MemberRepository
from layerproof.history.services.standing import hold_standing


class MemberService:
    """Who is in an organization.

    :param members: where memberships are stored.
    :param invitations: what those who leave have invited others with.
    :param clock: what says when something ended.
    """

    def __init__(
        self,
        members: MemberRepository,
        invitations: InvitationRepository,
        clock: Clock = read_clock,
    ) -> None:
        self._members = members
        self._invitations = invitations
        self._clock = clock

    async def list_all(self, scope: OrganizationScope) -> Sequence[Membership]:
        """Return the members, in the order in which they came."""
        return await self._members.list_all(scope.key)

    async def change_role(self, scope: OrganizationScope, user_id: str, role: Role) -> Membership:
        """Give a member another role; invitations that it could no longer make are taken back.

        :raises MemberNotFoundError: nobody with that id is in the organization.
        :raises ForbiddenError: the actor may not change this member, or not to this role.
        :raises LastOwnerError: no owner would be left.
        """
        standing = await hold_standing(self._members, scope, Action.CHANGE_MEMBERS)
        member = await self._find(scope, user_id)
        if not may_change_role(standing, member.role, role, own=_is_own(scope, member)):
            raise _forbidden(
                f"as {standing} you may not change somebody from {member.role} to {role}"
            )
        if role is not Role.OWNER:
            await self._keep_owner(scope, member)
        await self._members.change_role(scope.key, member.user_key, role)
        await self._revoke(scope, member, keep=GIVABLE[role])
        return replace(member, role=role)

    async def remove(self, scope: OrganizationScope, user_id: str) -> None:
        """End a membership, also one's own; invitations of that member are taken back.

        :raises MemberNotFoundError: nobody with that id is in the organization.
        :raises ForbiddenError: the actor may not remove this member.
        :raises LastOwnerError: no owner would be left.
        """
        standing = await hold_standing(self._members, scope, Action.SEE_MEMBERS)
        member = await self._find(scope, user_id)
        if not may_remove(standing, member.role, own=_is_own(scope, member)):
            raise _forbidden(f"as {standing} you may not remove somebody who is {member.role}")
        await self._keep_owner(scope, member)
        await self._members.remove(scope.key, member.user_key)
        await self._revoke(scope, member, keep=frozenset())

    async def _find(self, scope: OrganizationScope, user_id: str) -> Membership:
        known = re.fullmatch(PUBLIC_ID, user_id) is not None
        member = await self._members.find(scope.key, user_id) if known else None
        if member is None:
            raise MemberNotFoundError(
                "nobody with this id is in the organization",
                advice="see the organization's /members",
            )
        return member

    async def _keep_owner(self, scope: OrganizationScope, member: Membership) -> None:
        if member.role is Role.OWNER and await self._members.count_owners(scope.key) == 1:
            raise LastOwnerError(
                "this is the organization's last owner",
                advice="make somebody else an owner first, or delete the organization",
            )

    async def _revoke(
        self, scope: OrganizationScope, member: Membership, *, keep: frozenset[Role]
    ) -> None:
        # Else somebody who is put out could come in again by an invitation of their own.
        roles = frozenset(Role) - keep
        await self._invitations.revoke_of(scope.key, member.user_key, roles, self._clock())


def _is_own(scope: OrganizationScope, member: Membership) -> bool:
    return isinstance(scope.actor, UserActor) and scope.actor.user_key == member.user_key


def _forbidden(problem: str) -> ForbiddenError:
    return ForbiddenError(problem, advice="ask an owner of the organization")
