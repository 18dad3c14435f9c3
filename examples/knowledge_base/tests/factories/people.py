"""Tenants, and who works for them."""

from __future__ import annotations

from collections.abc import Sequence

import factory
from layerproof.testing import AsyncSQLAlchemyFactory
from sqlalchemy.ext.asyncio import async_object_session

from knowledge_base.models import Team, TeamMember, Tenant, User
from knowledge_base.values import Role


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


class TeamFactory(AsyncSQLAlchemyFactory[Team]):
    """A team; ``members=[user, ...]`` puts users into it."""

    tenant = factory.SubFactory(TenantFactory)
    name = factory.Sequence(lambda n: f"Team {n}")

    @factory.post_generation
    async def members(self: Team, create: bool, given: Sequence[User] | None) -> None:
        session = async_object_session(self)
        for user in given or ():
            assert create and session is not None, "only a team that is stored has members"
            session.add(TeamMember(tenant_id=self.tenant_id, team_id=self.id, user_id=user.id))
