"""``/tenants``, ``/users`` and ``/teams``: statuses, bodies and what is refused."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx2
import pytest

from knowledge_base.models import Team, Tenant, User
from layerproof.testing import assert_max_queries, assert_paginated, assert_validation_error
from tests.factories import TeamFactory, UserFactory

FOUNDING = {"slug": "new", "name": "New", "email": "ann@new.example", "admin": "Ann"}


async def test_a_tenant_is_founded_once(client: httpx2.AsyncClient) -> None:
    """The second one with the slug is a conflict."""
    founded = await client.post("/tenants", json=FOUNDING)
    again = await client.post("/tenants", json=FOUNDING)

    assert founded.status_code == 201
    assert set(founded.json()) == {"tenant", "admin", "token"}
    assert founded.json()["admin"]["role"] == "admin"
    assert (again.status_code, again.json()) == (409, {"detail": "there is such a tenant already"})


@pytest.mark.parametrize(
    ("field", "value"),
    [("slug", "Not a slug"), ("email", "nobody"), ("name", ""), ("admin", "x\x00")],
)
async def test_a_faulty_founding_names_the_field(
    client: httpx2.AsyncClient, field: str, value: str
) -> None:
    """A slug fits into an address, and an address of a person has an at sign."""
    answer = await client.post("/tenants", json={**FOUNDING, field: value})

    assert_validation_error(answer, field, only=True)


async def test_users_are_added_listed_and_changed(
    admin_client: httpx2.AsyncClient, test_tenant: Tenant
) -> None:
    """An address is taken once, and a list needs no query for each user."""
    body = {"email": "cid@acme.example", "name": "Cid", "role": "editor"}
    added = await admin_client.post("/users", json=body)
    again = await admin_client.post("/users", json=body)
    await UserFactory.create_batch(5, tenant=test_tenant)
    with assert_max_queries(4):
        listed = await admin_client.get("/users", params={"size": 3})
    address = f"/users/{added.json()['id']}"
    changed = await admin_client.patch(address, json={"role": "viewer"})
    issued = await admin_client.post(f"{address}/tokens")

    assert (added.status_code, again.status_code) == (201, 409)
    assert_paginated(listed, total=7, items=3)
    assert (changed.status_code, changed.json()["role"]) == (200, "viewer")
    assert (issued.status_code, set(issued.json())) == (201, {"token"})


async def test_nobody_is_not_found(admin_client: httpx2.AsyncClient) -> None:
    """Neither to change nor for a token."""
    address = f"/users/{uuid4()}"
    answers = [
        await admin_client.patch(address, json={"active": False}),
        await admin_client.post(f"{address}/tokens"),
    ]

    assert [answer.json() for answer in answers] == [{"detail": "there is no such user"}] * 2
    assert [answer.status_code for answer in answers] == [404] * 2


@pytest.mark.parametrize("change", [{"role": "king"}, {"active": "perhaps"}, {"email": "a@b"}])
async def test_a_faulty_change_names_the_field(
    admin_client: httpx2.AsyncClient, test_user: User, change: dict[str, Any]
) -> None:
    """Roles are three, and an address does not change."""
    answer = await admin_client.patch(f"/users/{test_user.id}", json=change)

    assert_validation_error(answer, *change, only=True)


async def test_teams_are_added_and_listed(
    admin_client: httpx2.AsyncClient, test_tenant: Tenant
) -> None:
    """A name is taken once, and a list needs no query for each team."""
    added = await admin_client.post("/teams", json={"name": "Kitchen"})
    again = await admin_client.post("/teams", json={"name": "Kitchen"})
    await TeamFactory.create_batch(5, tenant=test_tenant)
    with assert_max_queries(4):
        listed = await admin_client.get("/teams", params={"size": 4})

    assert (added.status_code, added.json()["name"]) == (201, "Kitchen")
    assert (again.status_code, again.json()) == (409, {"detail": "there is such a team already"})
    assert_paginated(listed, total=6, items=4)
    faulty = await admin_client.post("/teams", json={"name": "a" * 101})
    assert_validation_error(faulty, "name", only=True)


async def test_members_are_put_in_and_taken_out(
    admin_client: httpx2.AsyncClient, test_team: Team, test_admin: User
) -> None:
    """Both can be said twice."""
    members = f"/teams/{test_team.id}/members"

    for _ in range(2):
        assert (await admin_client.put(f"{members}/{test_admin.id}")).status_code == 204
    listed = (await admin_client.get(members)).json()
    assert [member["name"] for member in listed] == ["Ann", "Bob"]
    for _ in range(2):
        assert (await admin_client.delete(f"{members}/{test_admin.id}")).status_code == 204
    listed = (await admin_client.get(members)).json()
    assert [member["name"] for member in listed] == ["Ann"]


async def test_unknown_teams_and_members_are_not_found(
    admin_client: httpx2.AsyncClient, test_team: Team, test_user: User
) -> None:
    """The message says which of the two it is."""
    no_team, nobody = uuid4(), uuid4()
    answers = [
        await admin_client.get(f"/teams/{no_team}/members"),
        await admin_client.put(f"/teams/{no_team}/members/{test_user.id}"),
        await admin_client.put(f"/teams/{test_team.id}/members/{nobody}"),
        await admin_client.delete(f"/teams/{no_team}/members/{test_user.id}"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert [answer.json()["detail"].split()[-1] for answer in answers] == [
        "team",
        "team",
        "user",
        "team",
    ]
