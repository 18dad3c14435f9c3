"""Fifty users at once, each with connections and transactions of their own."""

from __future__ import annotations

import httpx2
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from tests.identities import make_token
from tests.performance.conftest import LIMIT, Within

from knowledge_base.models import Document, DocumentVersion, Tenant
from layerproof.testing import assert_paginated, run_concurrently
from tests.factories import UserFactory

USERS = 50


@pytest.mark.isolation("reset")
async def test_fifty_users_write_read_and_list_at_once(
    client: httpx2.AsyncClient,
    async_db: AsyncSession,
    test_tenant: Tenant,
    within_limit: Within,
) -> None:
    """Everybody gets an answer within the limit, and nothing of what was written is lost."""
    users = await UserFactory.create_batch(USERS, tenant=test_tenant)
    headers = [{"Authorization": f"Bearer {make_token(user)}"} for user in users]

    async def work(index: int) -> list[int]:
        who = headers[index]
        created = await client.post("/documents", json={"title": f"{index}"}, headers=who)
        address = f"/documents/{created.json()['id']}"
        change = {"title": f"{index} again", "version": 1}
        answers = [
            created,
            await client.put(address, json=change, headers=who),
            await client.get(address, headers=who),
            await client.get("/documents", headers=who),
        ]
        return [answer.status_code for answer in answers]

    with within_limit(f"{USERS} users at once"):
        outcomes = await run_concurrently(USERS, work, timeout=LIMIT + 60)

    assert outcomes.raise_errors().results == [[201, 200, 200, 200]] * USERS
    assert await async_db.scalar(select(func.count()).select_from(Document)) == USERS
    assert await async_db.scalar(select(func.count()).select_from(DocumentVersion)) == 2 * USERS
    listed = await client.get("/documents", headers=headers[0])
    assert_paginated(listed, total=USERS)
