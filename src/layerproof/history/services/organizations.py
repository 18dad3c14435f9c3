"""Organizations: made by whoever has an account, changed and deleted by those who may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from layerproof.history.errors.access import ForbiddenError
from layerproof.history.errors.tenants import SlugTakenError
from layerproof.history.records.access import (
    Action,
    LocalActor,
    OrganizationScope,
    Role,
    UserActor,
)
from layerproof.history.records.tenants import (
    LOCAL_ORGANIZATION,
    Organization,
    OwnOrganization,
)
from layerproof.history.services.access import no_organization
from layerproof.history.services.clock import Clock, read_clock
from layerproof.history.services.limits import OWNED_ORGANIZATIONS, refuse_more
from layerproof.history.services.ports.members import MemberRepository
from layerproof.history.services.ports.organizations import OrganizationRepository
from layerproof.history.services.signing import unauthenticated
from layerproof.history.services.standing import hold_standing


class OrganizationService:
    """The organizations of a server.

    :param organizations: where they are stored.
    :param members: who is in them.
    :param clock: what says when one was made.
    """

    def __init__(
        self,
        organizations: OrganizationRepository,
        members: MemberRepository,
        clock: Clock = read_clock,
    ) -> None:
        self._organizations = organizations
        self._members = members
        self._clock = clock

    async def create(self, actor: UserActor, slug: str, name: str) -> OwnOrganization:
        """Make an organization, which the actor owns.

        :raises SlugTakenError: another one has this name in addresses, or the server keeps it.
        :raises LimitReachedError: the actor owns too many.
        """
        if not await self._organizations.hold_person(actor.user_key):
            raise unauthenticated()
        count = await self._organizations.count_owned(actor.user_key)
        advice = "delete one, or give one to somebody else"
        refuse_more(count, OWNED_ORGANIZATIONS, "organizations that you own", advice=advice)
        now = self._clock()
        added = None
        if slug != LOCAL_ORGANIZATION:
            added = await self._organizations.add(slug, name, created_at=now)
        if added is None:
            raise SlugTakenError(f"the name {slug!r} is taken", advice="choose another `slug`")
        await self._members.add(added.key, actor.user_key, Role.OWNER, created_at=now)
        return OwnOrganization(added, Role.OWNER)

    async def list_own(self, actor: UserActor | LocalActor) -> Sequence[OwnOrganization]:
        """Return the organizations that the actor is in; without accounts, all."""
        if isinstance(actor, UserActor):
            return await self._organizations.list_of(actor.user_key)
        return [
            OwnOrganization(organization, Role.OWNER)
            for organization in await self._organizations.list_all()
        ]

    async def show(self, scope: OrganizationScope) -> OwnOrganization:
        """Return an organization, and what the actor is in it.

        :raises OrganizationNotFoundError: somebody has just deleted it.
        """
        return OwnOrganization(await self._find(scope), scope.role)

    async def rename(self, scope: OrganizationScope, name: str) -> OwnOrganization:
        """Give an organization another name; the one in addresses stays.

        :raises OrganizationNotFoundError: somebody has just deleted it.
        """
        role = await hold_standing(self._members, scope, Action.CHANGE_ORGANIZATION)
        found = await self._find(scope)
        await self._organizations.rename(scope.key, name)
        return OwnOrganization(replace(found, name=name), role)

    async def delete(self, scope: OrganizationScope) -> None:
        """Delete an organization with everything in it.

        :raises ForbiddenError: it is the one that a server without accounts works in.
        """
        await hold_standing(self._members, scope, Action.DELETE_ORGANIZATION)
        if isinstance(scope.actor, LocalActor) and scope.slug == LOCAL_ORGANIZATION:
            raise ForbiddenError(
                f"a server without accounts works in {LOCAL_ORGANIZATION!r}",
                advice="delete its projects",
            )
        await self._organizations.delete(scope.key)

    async def _find(self, scope: OrganizationScope) -> Organization:
        found = await self._organizations.find(scope.key)
        if found is None:
            raise no_organization(scope.slug)
        return found
