"""What an actor is in an organization at the moment of a change.

A scope is found before the change's transaction begins, so what it says may have passed: of two
owners who demote each other at once, one is none any more when the turn comes.
"""

from __future__ import annotations

from layerproof.history.records.access import Action, LocalActor, OrganizationScope, Role
from layerproof.history.services.access import no_organization, refuse_low
from layerproof.history.services.ports.members import MemberRepository


async def hold_standing(
    members: MemberRepository, scope: OrganizationScope, action: Action
) -> Role:
    """Return the actor's role, in an organization that nobody else changes until this one ends.

    :raises OrganizationNotFoundError: it is gone, or the actor is no longer in it.
    :raises ForbiddenError: the role has become too low for the action.
    """
    there = await members.hold(scope.key)
    role = await _find_role(members, scope) if there else None
    if role is None:
        raise no_organization(scope.slug)
    refuse_low(role, action)
    return role


async def _find_role(members: MemberRepository, scope: OrganizationScope) -> Role | None:
    if isinstance(scope.actor, LocalActor):
        return Role.OWNER
    return await members.find_role(scope.key, scope.actor.user_key)
