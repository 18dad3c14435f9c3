"""``/teams``: everybody sees them, admins change them."""

from uuid import UUID

from fastapi import APIRouter

from knowledge_base.dependencies import Teams, WantedPage
from knowledge_base.schemas.shapes import Named, ShownPage
from knowledge_base.schemas.teams import NewTeam, ShownTeam

router = APIRouter(prefix="/teams", tags=["teams"])


@router.post("", status_code=201)
async def add_team(body: NewTeam, teams: Teams) -> ShownTeam:
    """Add a team; 409 where the name is taken."""
    return ShownTeam.model_validate(await teams.add(name=body.name))


@router.get("")
async def list_teams(teams: Teams, page: WantedPage) -> ShownPage[ShownTeam]:
    """List teams by name."""
    return ShownPage[ShownTeam].model_validate(await teams.list_page(page))


@router.get("/{team_id}/members")
async def list_members(team_id: UUID, teams: Teams) -> list[Named]:
    """List who is in a team."""
    return [Named.model_validate(user) for user in await teams.members(team_id)]


@router.put("/{team_id}/members/{user_id}", status_code=204)
async def add_member(team_id: UUID, user_id: UUID, teams: Teams) -> None:
    """Put a user into a team."""
    await teams.add_member(team_id, user_id)


@router.delete("/{team_id}/members/{user_id}", status_code=204)
async def remove_member(team_id: UUID, user_id: UUID, teams: Teams) -> None:
    """Take a user out of a team."""
    await teams.remove_member(team_id, user_id)
