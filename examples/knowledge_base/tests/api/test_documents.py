"""``/documents``: statuses, bodies and what is refused."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx2
import pytest

from knowledge_base.models import Team, Tenant, User
from knowledge_base.unit_of_work import SqlUnitOfWork
from layerproof.testing import assert_max_queries, assert_paginated, assert_validation_error
from tests.factories import DocumentFactory, create_test_document


async def test_a_document_is_created_and_shown(
    auth_client: httpx2.AsyncClient, test_team: Team
) -> None:
    """The answer to the creation is what reading it answers."""
    draft = {"title": " Tea ", "body": "Boil water.", "team_id": str(test_team.id)}
    created = await auth_client.post("/documents", json=draft)
    shown = await auth_client.get(f"/documents/{created.json()['id']}")

    assert (created.status_code, shown.status_code) == (201, 200)
    assert created.json() == shown.json()
    assert (shown.json()["title"], shown.json()["version"]) == ("Tea", 1)


async def test_a_list_has_pages_filters_and_orders(
    auth_client: httpx2.AsyncClient, test_tenant: Tenant, test_user: User
) -> None:
    """Three queries beside the two that say who asks, whatever the length; no texts in lists."""
    for title in ("Green tea", "Coffee", "Black tea"):
        await DocumentFactory.create(tenant=test_tenant, author=test_user, title=title)

    with assert_max_queries(4):
        page = await auth_client.get("/documents", params={"size": 2, "sort": "-title"})
    items = assert_paginated(page, total=3, items=2).items
    assert [item["title"] for item in items] == ["Green tea", "Coffee"]
    assert "body" not in items[0]
    found = await auth_client.get("/documents", params={"title": "TEA"})
    assert_paginated(found, total=2)


async def test_a_stale_version_is_a_conflict(
    auth_client: httpx2.AsyncClient, work: SqlUnitOfWork, test_user: User
) -> None:
    """The update names the version that was read; the newest alone is accepted."""
    document = await create_test_document(work, test_user, versions=2)
    address = f"/documents/{document.id}"

    stale = await auth_client.put(address, json={"title": "Tea", "version": 1})
    newest = await auth_client.put(address, json={"title": "Tea", "version": 2})

    assert (stale.status_code, stale.json()) == (
        409,
        {"detail": "version 1 is not the document's newest: read it again"},
    )
    assert (newest.status_code, newest.json()["version"]) == (200, 3)
    versions = (await auth_client.get(f"{address}/versions")).json()
    assert [one["number"] for one in versions] == [3, 2, 1]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "a" * 201}, "title"),
        ({"title": "nul \x00"}, "title"),
        ({"body": "nul \x00"}, "body"),
        ({"team_id": "kitchen"}, "team_id"),
        ({"version": 0}, "version"),
        ({"version": None}, "version"),
        ({"tenant_id": str(uuid4())}, "tenant_id"),
    ],
)
async def test_a_faulty_update_names_the_field(
    auth_client: httpx2.AsyncClient, change: dict[str, Any], field: str
) -> None:
    """What cannot be stored is refused before anything is asked."""
    body = {"title": "Tea", "version": 1, **change}
    answer = await auth_client.put(f"/documents/{uuid4()}", json=body)

    assert_validation_error(answer, field, only=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [("page", "0"), ("page", "100001"), ("size", "101"), ("sort", "body"), ("title", "\x00")],
)
async def test_a_faulty_list_names_the_parameter(
    auth_client: httpx2.AsyncClient, name: str, value: str
) -> None:
    """Pages have limits, and an order is one of four."""
    answer = await auth_client.get("/documents", params={name: value})

    assert_validation_error(answer, name, only=True)


async def test_what_is_not_there_is_not_found(
    auth_client: httpx2.AsyncClient, admin_client: httpx2.AsyncClient
) -> None:
    """Whatever is asked of it."""
    address = f"/documents/{uuid4()}"
    answers = [
        await auth_client.get(address),
        await auth_client.put(address, json={"title": "Tea", "version": 1}),
        await auth_client.get(f"{address}/versions"),
        await admin_client.delete(address),
        await auth_client.post("/documents", json={"title": "Tea", "team_id": str(uuid4())}),
    ]

    details = [answer.json()["detail"] for answer in answers]
    assert [answer.status_code for answer in answers] == [404] * 5
    assert details == ["there is no such document"] * 4 + ["there is no such team"]


async def test_a_removed_document_is_gone(
    admin_client: httpx2.AsyncClient, test_tenant: Tenant
) -> None:
    """The answer to the removal is empty."""
    document = await DocumentFactory.create(tenant=test_tenant)
    removed = await admin_client.delete(f"/documents/{document.id}")

    assert (removed.status_code, removed.content) == (204, b"")
    assert (await admin_client.get(f"/documents/{document.id}")).status_code == 404
