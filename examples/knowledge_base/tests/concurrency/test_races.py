"""What happens at the same moment, with real commits: one wins, the others are told."""

from __future__ import annotations

from collections import Counter

import httpx2

from knowledge_base.models import Tenant, User
from knowledge_base.unit_of_work import SqlUnitOfWork
from knowledge_base.values import Role
from layerproof.testing import ClientFor, run_concurrently
from tests.factories import UserFactory, create_test_document


async def test_of_two_updates_of_one_version_one_wins(
    auth_client: httpx2.AsyncClient,
    admin_client: httpx2.AsyncClient,
    work: SqlUnitOfWork,
    test_user: User,
) -> None:
    """The other is a conflict, and no text is lost: the loser's was never stored."""
    async with work:
        document = await create_test_document(work, test_user)
    address = f"/documents/{document.id}"
    clients = (auth_client, admin_client)

    async def update(index: int) -> int:
        change = {"title": "Tea", "body": f"of {index}", "version": 1}
        return (await clients[index].put(address, json=change)).status_code

    outcomes = await run_concurrently(2, update)

    assert sorted(outcomes.raise_errors().results) == [200, 409]
    winner = outcomes.results.index(200)
    versions = (await auth_client.get(f"{address}/versions")).json()
    assert [(one["number"], one["body"]) for one in versions] == [
        (2, f"of {winner}"),
        (1, "version 1"),
    ]


async def test_ten_updates_of_one_version_make_one_version(
    auth_client: httpx2.AsyncClient, work: SqlUnitOfWork, test_user: User
) -> None:
    """However many come, one is first."""
    async with work:
        document = await create_test_document(work, test_user)
    change = {"title": "Tea", "version": 1}

    async def update() -> int:
        return (await auth_client.put(f"/documents/{document.id}", json=change)).status_code

    outcomes = await run_concurrently(10, update)

    assert Counter(outcomes.raise_errors().results) == {200: 1, 409: 9}


async def test_a_tools_name_is_taken_once(admin_client: httpx2.AsyncClient) -> None:
    """The service looks before it registers; the database decides between those who looked."""

    async def register() -> int:
        tool = {"name": "finder", "endpoint": "https://find.example"}
        return (await admin_client.post("/tools", json=tool)).status_code

    outcomes = await run_concurrently(5, register)

    assert Counter(outcomes.raise_errors().results) == {201: 1, 409: 4}
    assert (await admin_client.get("/tools")).json()["total"] == 1


async def test_a_tenants_slug_is_taken_once(client: httpx2.AsyncClient) -> None:
    """Of those who found it at once, one does."""

    async def found(index: int) -> int:
        body = {"slug": "acme", "name": "Acme", "email": f"{index}@acme.example", "admin": "A"}
        return (await client.post("/tenants", json=body)).status_code

    outcomes = await run_concurrently(5, found)

    assert Counter(outcomes.raise_errors().results) == {201: 1, 409: 4}


async def test_two_admins_cannot_both_step_down(
    auth_client_for: ClientFor[httpx2.AsyncClient], test_tenant: Tenant
) -> None:
    """Each would still see the other as an admin, were the tenant not locked."""
    admins = await UserFactory.create_batch(2, tenant=test_tenant, role=Role.ADMIN)
    clients = [await auth_client_for(admin) for admin in admins]

    async def step_down(index: int) -> int:
        address = f"/users/{admins[index].id}"
        return (await clients[index].patch(address, json={"role": "viewer"})).status_code

    outcomes = await run_concurrently(2, step_down)

    assert sorted(outcomes.raise_errors().results) == [200, 409]
