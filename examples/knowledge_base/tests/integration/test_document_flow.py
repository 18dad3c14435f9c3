"""A document from its first word to its end, through HTTP and into the database."""

from __future__ import annotations

from typing import Any

import httpx2
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.models import Document, DocumentVersion, Team, Tenant, User
from layerproof.testing import assert_json_equal, assert_timestamps


async def test_a_document_is_written_read_revised_and_removed(
    client: httpx2.AsyncClient,
    admin_client: httpx2.AsyncClient,
    auth_headers: dict[str, str],
    test_tenant: Tenant,
    test_user: User,
    test_team: Team,
    async_db: AsyncSession,
) -> None:
    """What one request stored the next one finds, and nothing is left of what was removed."""
    client.headers.update(auth_headers)
    draft = {"title": "Tea", "body": "Boil water.", "team_id": str(test_team.id)}
    created = (await client.post("/documents", json=draft)).json()
    address = f"/documents/{created['id']}"
    assert_timestamps(created)

    stored = (await async_db.scalars(select(Document))).one()
    assert (stored.tenant_id, stored.version) == (test_tenant.id, 1)

    change = {**draft, "body": "Boil fresh water.", "version": 1}
    revised = await client.put(address, json=change)
    expected: dict[str, Any] = {
        "id": created["id"],
        "title": "Tea",
        "body": "Boil fresh water.",
        "version": 2,
        "author": {"id": str(test_user.id), "name": "Ann"},
        "team": {"id": str(test_team.id), "name": "Kitchen"},
    }
    ignored = ("created_at", "updated_at")
    assert_json_equal(revised.json(), expected, ignoring=ignored)
    assert_json_equal((await client.get(address)).json(), expected, ignoring=ignored)

    versions = (await client.get(f"{address}/versions")).json()
    assert [(one["number"], one["body"]) for one in versions] == [
        (2, "Boil fresh water."),
        (1, "Boil water."),
    ]

    assert (await admin_client.delete(address)).status_code == 204
    assert (await client.get(address)).status_code == 404
    assert (await async_db.scalars(select(DocumentVersion))).all() == []
