"""Teams and their members."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from knowledge_base.errors import AlreadyExistsError, NotFoundError
from knowledge_base.models import Team, User
from knowledge_base.services.actor import Actor
from knowledge_base.services.ports import UnitOfWork
from knowledge_base.values import Page, PageRequest, Permission


class TeamService:
    """Who works together: everybody sees it, admins change it."""

    def __init__(self, work: UnitOfWork, actor: Actor) -> None:
        self._work = work
        self._actor = actor

    async def add(self, *, name: str) -> Team:
        """Add a team.

        Raises:
            AlreadyExistsError: The tenant has a team of that name.
        """
        self._actor.require(Permission.ADMINISTER)
        if await self._work.teams.find_by_name(name) is not None:
            raise AlreadyExistsError("team")
        team = Team(tenant_id=self._work.tenant_id, name=name)
        await self._work.teams.add(team)
        return team

    async def list_page(self, request: PageRequest) -> Page[Team]:
        """Return teams by their name."""
        return await self._work.teams.list_page(request)

    async def members(self, team_id: UUID) -> Sequence[User]:
        """Return who is in a team.

        Raises:
            NotFoundError: The tenant has no such team.
        """
        await self._find(team_id)
        return await self._work.teams.members(team_id)

    async def add_member(self, team_id: UUID, user_id: UUID) -> None:
        """Put a user into a team.

        Raises:
            NotFoundError: The tenant has no such team or user.
        """
        self._actor.require(Permission.ADMINISTER)
        await self._find(team_id)
        if await self._work.users.find(user_id) is None:
            raise NotFoundError("user")
        await self._work.teams.add_member(team_id, user_id)

    async def remove_member(self, team_id: UUID, user_id: UUID) -> None:
        """Take a user out of a team.

        Raises:
            NotFoundError: The tenant has no such team.
        """
        self._actor.require(Permission.ADMINISTER)
        await self._find(team_id)
        await self._work.teams.remove_member(team_id, user_id)

    async def _find(self, team_id: UUID) -> None:
        if await self._work.teams.find(team_id) is None:
            raise NotFoundError("team")
