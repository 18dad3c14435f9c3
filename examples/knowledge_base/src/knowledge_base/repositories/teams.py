"""The teams of a tenant and their members."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from knowledge_base.models import Team, TeamMember, User
from knowledge_base.repositories.owned import OwnedRepository
from knowledge_base.values import Page, PageRequest


class TeamRepository(OwnedRepository[Team]):
    """Finds and stores teams, and who is in them."""

    model = Team
    noun = "team"

    async def find_by_name(self, name: str) -> Team | None:
        """Return the team with exactly that name."""
        return await self._session.scalar(self._select().where(Team.name == name))

    async def list_page(self, request: PageRequest) -> Page[Team]:
        """Return teams by their name."""
        return await self._page(self._select().order_by(Team.name), request)

    async def ids_of(self, user_id: UUID) -> frozenset[UUID]:
        """Return the teams that a user is in."""
        mine = select(TeamMember.team_id).where(
            TeamMember.tenant_id == self._tenant_id, TeamMember.user_id == user_id
        )
        return frozenset((await self._session.scalars(mine)).all())

    async def members(self, team_id: UUID) -> Sequence[User]:
        """Return who is in a team, by their address."""
        members = (
            select(User)
            .join(TeamMember, TeamMember.user_id == User.id)
            .where(TeamMember.tenant_id == self._tenant_id, TeamMember.team_id == team_id)
            .order_by(User.email)
        )
        return (await self._session.scalars(members)).all()

    async def add_member(self, team_id: UUID, user_id: UUID) -> None:
        """Put a user into a team; who is in it already stays."""
        row = {"tenant_id": self._tenant_id, "team_id": team_id, "user_id": user_id}
        await self._session.execute(insert(TeamMember).values(row).on_conflict_do_nothing())

    async def remove_member(self, team_id: UUID, user_id: UUID) -> None:
        """Take a user out of a team; who is not in it stays out."""
        await self._session.execute(
            delete(TeamMember).where(
                TeamMember.tenant_id == self._tenant_id,
                TeamMember.team_id == team_id,
                TeamMember.user_id == user_id,
            )
        )
