"""Lists of a tenant that has a thousand rows of everything."""

from __future__ import annotations

import httpx2
import pytest
from tests.performance.conftest import Within

from knowledge_base.models import Tenant, User
from layerproof.testing import assert_max_queries, assert_paginated
from tests.factories import (
    DocumentFactory,
    KnowledgeEntryFactory,
    TeamFactory,
    ToolFactory,
    UserFactory,
)

ROWS = 1_000
SIZE = 100

#: What part of the limit a single page may take.
PAGE = 0.1

#: User and teams of whoever asks, then how many rows there are, and those of the page.
QUERIES = 4


@pytest.mark.parametrize("page", [1, 10])
async def test_documents(
    auth_client: httpx2.AsyncClient,
    test_tenant: Tenant,
    within_limit: Within,
    page: int,
) -> None:
    """Authors and teams come with the documents, however many there are."""
    authors = await UserFactory.create_batch(10, tenant=test_tenant)
    team = await TeamFactory.create(tenant=test_tenant, members=authors)
    for author in authors:
        await DocumentFactory.create_batch(ROWS // 10, tenant=test_tenant, author=author)
    await DocumentFactory.create_batch(10, tenant=test_tenant, author=authors[0], team=team)

    with assert_max_queries(QUERIES), within_limit("a page of 1,000 documents", share=PAGE):
        answer = await auth_client.get("/documents", params={"page": page, "size": SIZE})

    assert_paginated(answer, total=ROWS, items=SIZE)


async def test_knowledge(
    auth_client: httpx2.AsyncClient, test_tenant: Tenant, within_limit: Within
) -> None:
    """A search goes through all entries in one statement."""
    await KnowledgeEntryFactory.create_batch(ROWS - 100, tenant=test_tenant)
    await KnowledgeEntryFactory.create_batch(
        100, tenant=test_tenant, filed=True, content="a needle in the hay"
    )
    search = {"words": "needles hay", "tag": "howto", "size": str(SIZE)}

    with assert_max_queries(QUERIES), within_limit("a search in 1,000 entries", share=PAGE):
        answer = await auth_client.get("/knowledge", params=search)

    assert_paginated(answer, total=100, items=SIZE)


async def test_tools(
    auth_client: httpx2.AsyncClient, test_tenant: Tenant, within_limit: Within
) -> None:
    """A page in the middle costs what the first one costs."""
    await ToolFactory.create_batch(ROWS, tenant=test_tenant)

    with assert_max_queries(QUERIES), within_limit("a page of 1,000 tools", share=PAGE):
        answer = await auth_client.get("/tools", params={"page": 5, "size": SIZE})

    assert_paginated(answer, total=ROWS, items=SIZE)


async def test_users(
    admin_client: httpx2.AsyncClient,
    test_tenant: Tenant,
    test_user: User,
    within_limit: Within,
) -> None:
    """The admin who asks is one of them."""
    await UserFactory.create_batch(ROWS - 2, tenant=test_tenant)

    with assert_max_queries(QUERIES), within_limit("a page of 1,000 users", share=PAGE):
        answer = await admin_client.get("/users", params={"size": SIZE})

    items = assert_paginated(answer, total=ROWS, items=SIZE).items
    assert items[0]["id"] == str(test_user.id)
