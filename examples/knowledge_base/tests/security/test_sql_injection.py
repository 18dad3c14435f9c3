"""Text from outside is a value, never SQL."""

from __future__ import annotations

import httpx2
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.models import Document, Tenant
from layerproof.testing import assert_paginated, assert_validation_error
from tests.factories import DocumentFactory, KnowledgeEntryFactory, UserFactory

ATTACKS = [
    "' OR '1'='1",
    "'; DROP TABLE documents; --",
    "x' UNION SELECT email, name, role FROM users --",
    "%' OR tenant_id IS NOT NULL --",
    "\\'; SELECT pg_sleep(5); --",
    "$$; TRUNCATE tenants CASCADE; $$",
    "{alice,bob}' && tags OR '1'='1",
]


@pytest.fixture
async def document(test_tenant: Tenant) -> Document:
    """A document that no attack may find, and one of another tenant."""
    stranger = await UserFactory.create()
    await DocumentFactory.create(tenant=stranger.tenant, title="Secret")
    return await DocumentFactory.create(tenant=test_tenant, title="Tea")


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize(
    ("path", "name"),
    [("/documents", "title"), ("/knowledge", "words"), ("/knowledge", "tag")],
)
async def test_a_filter_is_a_value(
    auth_client: httpx2.AsyncClient,
    test_tenant: Tenant,
    document: Document,
    path: str,
    name: str,
    attack: str,
) -> None:
    """It finds what contains it, which is nothing, and every row is still there."""
    await KnowledgeEntryFactory.create(tenant=test_tenant, document=document, filed=True)
    attacked = await auth_client.get(path, params={name: attack[:40]})
    untouched = await auth_client.get(path)

    assert_paginated(attacked, total=0)
    assert_paginated(untouched, total=1)


@pytest.mark.parametrize("attack", [*ATTACKS, "title; DROP TABLE documents", "author.email"])
async def test_an_order_is_one_of_those_there_are(
    auth_client: httpx2.AsyncClient, attack: str
) -> None:
    """A column's name cannot come from outside."""
    answer = await auth_client.get("/documents", params={"sort": attack})

    assert_validation_error(answer, "sort", only=True)


@pytest.mark.parametrize("attack", ATTACKS)
async def test_what_is_stored_comes_back_as_it_was(
    auth_client: httpx2.AsyncClient, async_db: AsyncSession, attack: str
) -> None:
    """An attack is a title like any other, and can be searched for."""
    created = await auth_client.post("/documents", json={"title": attack, "body": attack})
    found = await auth_client.get("/documents", params={"title": attack})

    assert (created.json()["title"], created.json()["body"]) == (attack, attack)
    assert_paginated(found, total=1)
    assert await async_db.scalar(select(func.count()).select_from(Document)) == 1


@pytest.mark.parametrize("wildcards", ["%", "_", "T%", "T__", "\\"])
async def test_wildcards_are_characters(
    auth_client: httpx2.AsyncClient, document: Document, wildcards: str
) -> None:
    """A percent sign finds a percent sign."""
    assert document.title == "Tea"
    page = await auth_client.get("/documents", params={"title": wildcards})

    assert_paginated(page, total=0)


@pytest.mark.parametrize("attack", ["1 OR 1=1", "' OR ''='", "../documents", "%00"])
async def test_an_id_is_an_id(auth_client: httpx2.AsyncClient, attack: str) -> None:
    """What is none does not reach the database."""
    answer = await auth_client.get("/knowledge", params={"document_id": attack})

    assert_validation_error(answer, "document_id", only=True)
