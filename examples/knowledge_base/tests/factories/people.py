"""Tenants, and who works for them."""

from __future__ import annotations

from collections.abc import Sequence

import factory
from sqlalchemy.ext.asyncio import async_object_session

from knowledge_base.models import Team, TeamMember, Tenant, User
from knowledge_base.values import Role
from layerproof.testing import AsyncSQLAlchemyFactory


class TenantFactory(AsyncSQLAlchemyFactory[Tenant]):
    """A tenant."""

    slug = factory.Sequence(lambda n: f"tenant-{n}")
    name = factory.Faker("company")


class UserFactory(AsyncSQLAlchemyFactory[User]):
    """An active user, who may write; ``role=Role.ADMIN`` and the like for another."""

    tenant = factory.SubFactory(TenantFactory)
    email = factory.Sequence(lambda n: f"user-{n}@example.com")
    name = factory.Faker("name")
    role = Role.EDITOR
    active = True


async def _add_members(
    team: Team,
    _create: bool,  # noqa: FBT001 - as factory_boy calls hooks
    given: Sequence[User] | None,
) -> None:
    if not given:
        return
    session = async_object_session(team)
    assert session is not None, "only a team that is stored has members"
    for user in given:
        session.add(TeamMember(tenant_id=team.tenant_id, team_id=team.id, user_id=user.id))


class TeamFactory(AsyncSQLAlchemyFactory[Team]):
    """A team; ``members=[user, ...]`` puts users into it."""

    tenant = factory.SubFactory(TenantFactory)
    name = factory.Sequence(lambda n: f"Team {n}")
    members = factory.PostGeneration(_add_members)
