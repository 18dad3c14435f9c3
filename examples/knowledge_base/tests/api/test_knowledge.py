"""``/knowledge``: statuses, bodies and what is refused."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx2
import pytest

from knowledge_base.models import Tenant
from layerproof.testing import (
    assert_json_equal,
    assert_max_queries,
    assert_paginated,
    assert_validation_error,
)
from tests.factories import DocumentFactory, KnowledgeEntryFactory

GENERATED = ("id", "created_at", "updated_at")


async def test_an_entry_is_added_and_shown(
    auth_client: httpx2.AsyncClient, test_tenant: Tenant
) -> None:
    """It can belong to a document, and its tags are put in order."""
    document = await DocumentFactory.create(tenant=test_tenant)
    entry = {
        "title": "Tea",
        "content": "grows",
        "tags": ["Plants", "asia"],
        "document_id": str(document.id),
    }
    added = await auth_client.post("/knowledge", json=entry)
    shown = await auth_client.get(f"/knowledge/{added.json()['id']}")

    assert (added.status_code, shown.status_code) == (201, 200)
    assert_json_equal(shown.json(), {**entry, "tags": ["asia", "plants"]}, ignoring=GENERATED)


async def test_a_search_has_pages(auth_client: httpx2.AsyncClient, test_tenant: Tenant) -> None:
    """Words, tag and document narrow it; two queries beside the two that say who asks."""
    document = await DocumentFactory.create(tenant=test_tenant)
    await KnowledgeEntryFactory.create_batch(3, tenant=test_tenant, filed=True)
    await KnowledgeEntryFactory.create(tenant=test_tenant, document=document, title="Kettle")

    with assert_max_queries(4):
        page = await auth_client.get("/knowledge", params={"tag": "howto", "size": 2})
    assert_paginated(page, total=3, items=2)
    for narrowed in ({"words": "kettle"}, {"document_id": str(document.id)}):
        assert_paginated(await auth_client.get("/knowledge", params=narrowed), total=1)


async def test_an_entry_is_tagged_anew_and_removed(
    auth_client: httpx2.AsyncClient, test_tenant: Tenant
) -> None:
    """No tags are tags as well."""
    entry = await KnowledgeEntryFactory.create(tenant=test_tenant, filed=True)
    address = f"/knowledge/{entry.id}"

    tagged = await auth_client.put(f"{address}/tags", json={"tags": []})
    assert (tagged.status_code, tagged.json()["tags"]) == (200, [])
    assert (await auth_client.delete(address)).status_code == 204
    assert (await auth_client.get(address)).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"content": None}, "content"),
        ({"tags": ["tag"] * 21}, "tags"),
        ({"tags": ["a" * 41]}, "tags.0"),
        ({"document_id": "tea"}, "document_id"),
    ],
)
async def test_a_faulty_entry_names_the_field(
    auth_client: httpx2.AsyncClient, change: dict[str, Any], field: str
) -> None:
    """What cannot be stored is refused."""
    answer = await auth_client.post("/knowledge", json={"title": "Tea", "content": "", **change})

    assert_validation_error(answer, field, only=True)


async def test_an_unknown_document_has_no_knowledge(auth_client: httpx2.AsyncClient) -> None:
    """An entry cannot be added to what is not there."""
    entry = {"title": "Tea", "content": "", "document_id": str(uuid4())}
    answer = await auth_client.post("/knowledge", json=entry)

    assert (answer.status_code, answer.json()) == (404, {"detail": "there is no such document"})
