"""Knowledge that is written, found and filed anew."""

from __future__ import annotations

import httpx2
import pytest

from knowledge_base.models import Tenant
from layerproof.testing import assert_paginated
from tests.factories import KnowledgeEntryFactory


async def test_an_entry_is_added_found_tagged_and_removed(auth_client: httpx2.AsyncClient) -> None:
    """Each step sees what the one before it did."""
    entry = {"title": "Tea", "content": "Leaves are dried.", "tags": ["Plants", "plants"]}
    created = (await auth_client.post("/knowledge", json=entry)).json()
    address = f"/knowledge/{created['id']}"
    assert (created["tags"], created["document_id"]) == (["plants"], None)

    found = await auth_client.get("/knowledge", params={"words": "dry leaves"})
    assert_paginated(found, total=1, items=1)

    await auth_client.put(f"{address}/tags", json={"tags": ["drinks"]})
    assert (await auth_client.get(address)).json()["tags"] == ["drinks"]
    for tag, total in (("plants", 0), ("Drinks", 1)):
        page = await auth_client.get("/knowledge", params={"tag": tag})
        assert_paginated(page, total=total)

    assert (await auth_client.delete(address)).status_code == 204
    assert (await auth_client.get(address)).status_code == 404


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("boiling", ["Kettle"]),  # another form of a word
        ("tea -green", ["Black tea"]),  # what must not be there
        ('"green tea"', ["Green tea"]),  # words in a row
        ("tea or kettle", ["Black tea", "Green tea", "Kettle"]),
        ("coffee", []),
    ],
)
async def test_words_are_searched_as_on_the_web(
    auth_client: httpx2.AsyncClient, test_tenant: Tenant, words: str, found: list[str]
) -> None:
    """Forms of words, exclusions, phrases and alternatives are understood."""
    for title, content in (
        ("Green tea", "not fermented"),
        ("Black tea", "fermented"),
        ("Kettle", "boils water"),
    ):
        await KnowledgeEntryFactory.create(tenant=test_tenant, title=title, content=content)

    page = (await auth_client.get("/knowledge", params={"words": words})).json()

    assert [entry["title"] for entry in page["items"]] == found
