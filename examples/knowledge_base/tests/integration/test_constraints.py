"""What the database refuses, whatever the code above it does."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.models import Tenant, User
from knowledge_base.unit_of_work import SqlUnitOfWork
from tests.factories import (
    DocumentFactory,
    KnowledgeEntryFactory,
    TeamFactory,
    TenantFactory,
    UserFactory,
    create_test_document,
)


async def test_a_document_has_no_foreign_author(test_tenant: Tenant) -> None:
    """Row and author have the same tenant, or there is no row."""
    stranger = await UserFactory.create()

    with pytest.raises(IntegrityError, match="fk_documents_tenant_id_author_id"):
        await DocumentFactory.create(tenant=test_tenant, author=stranger)


async def test_a_document_has_no_foreign_team(test_tenant: Tenant) -> None:
    """A team sees documents of its own tenant alone."""
    foreign = await TeamFactory.create()

    with pytest.raises(IntegrityError, match="fk_documents_tenant_id_team_id"):
        await DocumentFactory.create(tenant=test_tenant, team=foreign)


async def test_a_team_has_no_foreign_member(test_tenant: Tenant) -> None:
    """Nobody gets into a tenant through one of its teams."""
    stranger = await UserFactory.create()

    with pytest.raises(IntegrityError, match="fk_team_members_tenant_id_user_id"):
        await TeamFactory.create(tenant=test_tenant, members=[stranger])


async def test_an_entry_belongs_to_no_foreign_document(test_tenant: Tenant) -> None:
    """Knowledge stays in its tenant as well."""
    foreign = await DocumentFactory.create()

    with pytest.raises(IntegrityError, match="fk_knowledge_entries_tenant_id_document_id"):
        await KnowledgeEntryFactory.create(tenant=test_tenant, document=foreign)


async def test_a_version_is_recorded_once(work: SqlUnitOfWork, test_user: User) -> None:
    """Two different texts cannot both have been version 2."""
    document = await create_test_document(work, test_user, versions=2)
    assert document.version == 2

    document.body = "another"
    with pytest.raises(IntegrityError, match="pk_document_versions"):
        await work.documents.record(document.as_version(test_user.id))


async def test_nothing_is_left_of_a_tenant(async_db: AsyncSession) -> None:
    """A tenant that goes takes everything along."""
    tenant = await TenantFactory.create()
    user = await UserFactory.create(tenant=tenant)
    await TeamFactory.create(tenant=tenant, members=[user])
    work = SqlUnitOfWork(async_db, tenant.id)
    document = await create_test_document(work, user)
    await KnowledgeEntryFactory.create_batch(3, tenant=tenant, document=document)

    await async_db.delete(tenant)
    await async_db.flush()

    assert await work.users.find(user.id) is None
    assert await work.documents.find(document.id) is None
