"""The factories: what they store is as the application would have stored it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.models import KnowledgeEntry, Tenant, User
from knowledge_base.unit_of_work import SqlUnitOfWork
from knowledge_base.values import Role
from layerproof.testing import count_queries
from tests.factories import (
    DocumentFactory,
    KnowledgeEntryFactory,
    TeamFactory,
    ToolFactory,
    UserFactory,
    create_test_document,
)


async def test_everything_of_a_document_is_of_one_tenant(work: SqlUnitOfWork) -> None:
    """Only one tenant is made, and the document can be found in it."""
    document = await DocumentFactory.create()

    assert document.author.tenant is document.tenant
    assert document.version == 1
    assert await work.documents.find(document.id) is None  # of another tenant


async def test_a_batch_is_stored(async_db: AsyncSession, test_tenant: Tenant) -> None:
    """A hundred rows cost few statements, and each has a title of its own."""
    with count_queries() as counter:
        entries = await KnowledgeEntryFactory.create_batch(100, tenant=test_tenant, filed=True)

    assert len({entry.title for entry in entries}) == 100
    assert await async_db.scalar(select(func.count()).select_from(KnowledgeEntry)) == 100
    assert len(counter.inserts) <= 100


@pytest.mark.usefixtures("async_db")
async def test_overrides_reach_what_lies_deeper() -> None:
    """Two underscores lead to the tenant of the tool."""
    tool = await ToolFactory.create(tenant__slug="acme", enabled=False)

    assert (tool.tenant.slug, tool.enabled) == ("acme", False)


async def test_a_team_is_created_with_its_members(work: SqlUnitOfWork, test_tenant: Tenant) -> None:
    """Members are given as users."""
    users = await UserFactory.create_batch(2, tenant=test_tenant, role=Role.VIEWER)
    team = await TeamFactory.create(tenant=test_tenant, members=users)

    assert list(await work.teams.members(team.id)) == users


async def test_a_test_document_has_its_versions(work: SqlUnitOfWork, test_user: User) -> None:
    """``create_test_document`` goes through the service, which records each version."""
    document = await create_test_document(work, test_user, title="Coffee", versions=3)

    assert (document.title, document.version, document.author) == ("Coffee", 3, test_user)
    assert [one.number for one in await work.documents.versions(document.id)] == [3, 2, 1]
