"""One tenant with a user and a team, and how that user sends requests."""

from __future__ import annotations

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from tests.identities import make_token

from knowledge_base.models import Team, Tenant, User
from knowledge_base.unit_of_work import SqlUnitOfWork
from knowledge_base.values import Role
from layerproof.testing import ClientFor
from tests.factories import TeamFactory, TenantFactory, UserFactory


@pytest.fixture
async def test_tenant(async_db: AsyncSession) -> Tenant:  # noqa: ARG001 - factories store in it
    """The tenant that a test is about."""
    return await TenantFactory.create(slug="acme", name="Acme")


@pytest.fixture
async def test_user(test_tenant: Tenant) -> User:
    """An editor of the tenant; ``auth_client`` is this user."""
    return await UserFactory.create(tenant=test_tenant, email="ann@acme.example", name="Ann")


@pytest.fixture
async def test_admin(test_tenant: Tenant) -> User:
    """An admin of the tenant."""
    return await UserFactory.create(
        tenant=test_tenant, email="bob@acme.example", name="Bob", role=Role.ADMIN
    )


@pytest.fixture
async def test_team(test_tenant: Tenant, test_user: User) -> Team:
    """A team of the tenant, with the user in it."""
    return await TeamFactory.create(tenant=test_tenant, name="Kitchen", members=[test_user])


@pytest.fixture
def auth_headers(test_user: User) -> dict[str, str]:
    """What the user sends with a request, for ``client``."""
    return {"Authorization": f"Bearer {make_token(test_user)}"}


@pytest.fixture
async def admin_client(
    auth_client_for: ClientFor[httpx2.AsyncClient], test_admin: User
) -> httpx2.AsyncClient:
    """A client that is the tenant's admin."""
    return await auth_client_for(test_admin)


@pytest.fixture
def work(async_db: AsyncSession, test_tenant: Tenant) -> SqlUnitOfWork:
    """The tenant's unit of work on the test's session."""
    return SqlUnitOfWork(async_db, test_tenant.id)
