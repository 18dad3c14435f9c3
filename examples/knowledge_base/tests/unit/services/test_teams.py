"""Teams and their members, in memory."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.fakes import FakeUnitOfWork

from knowledge_base.errors import AlreadyExistsError, NotFoundError, PermissionDeniedError
from knowledge_base.models import User
from knowledge_base.services.actor import Actor
from knowledge_base.services.teams import TeamService
from knowledge_base.values import PageRequest, Role


@pytest.fixture
async def user(work: FakeUnitOfWork) -> User:
    """Somebody to be in a team."""
    user = User(email="ann@acme.example", name="Ann", role=Role.VIEWER)
    await work.users.add(user)
    return user


async def test_a_team_is_added_and_listed(
    work: FakeUnitOfWork, admin: Actor, viewer: Actor
) -> None:
    """It is of the admin's tenant, and everybody sees it."""
    team = await TeamService(work, admin).add(name="Kitchen")

    assert (team.tenant_id, team.name) == (work.tenant_id, "Kitchen")
    assert (await TeamService(work, viewer).list_page(PageRequest())).items == [team]


async def test_two_teams_cannot_have_one_name(work: FakeUnitOfWork, admin: Actor) -> None:
    """The second is refused."""
    teams = TeamService(work, admin)
    await teams.add(name="Kitchen")
    work.teams.unique = "id"  # the service refuses by itself

    with pytest.raises(AlreadyExistsError, match=r"^there is such a team already$"):
        await teams.add(name="Kitchen")


async def test_members_come_and_go(
    work: FakeUnitOfWork, admin: Actor, viewer: Actor, user: User
) -> None:
    """Everybody sees who is in a team, once however often they were added."""
    teams = TeamService(work, admin)
    team = await teams.add(name="Kitchen")

    await teams.add_member(team.id, user.id)
    await teams.add_member(team.id, user.id)
    assert await TeamService(work, viewer).members(team.id) == [user]

    await teams.remove_member(team.id, user.id)
    assert await teams.members(team.id) == []


async def test_what_is_not_of_the_tenant_is_not_found(
    work: FakeUnitOfWork, admin: Actor, user: User
) -> None:
    """Neither an unknown team nor an unknown user can be put together."""
    teams = TeamService(work, admin)
    team = await teams.add(name="Kitchen")

    with pytest.raises(NotFoundError, match=r"^there is no such team$"):
        await teams.add_member(uuid4(), user.id)
    with pytest.raises(NotFoundError, match=r"^there is no such user$"):
        await teams.add_member(team.id, uuid4())
    with pytest.raises(NotFoundError, match=r"^there is no such team$"):
        await teams.remove_member(uuid4(), user.id)
    with pytest.raises(NotFoundError, match=r"^there is no such team$"):
        await teams.members(uuid4())
    assert work.teams.pairs == set()


async def test_teams_are_changed_by_admins(
    work: FakeUnitOfWork, admin: Actor, editor: Actor, user: User
) -> None:
    """An editor can neither add a team nor a member, nor send one away."""
    team = await TeamService(work, admin).add(name="Kitchen")
    teams = TeamService(work, editor)
    match = r"^the role editor may not administer$"

    with pytest.raises(PermissionDeniedError, match=match):
        await teams.add(name="Garden")
    with pytest.raises(PermissionDeniedError, match=match):
        await teams.add_member(team.id, user.id)
    with pytest.raises(PermissionDeniedError, match=match):
        await teams.remove_member(team.id, user.id)
