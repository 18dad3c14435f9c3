"""A tenant from its founding to the second admin."""

from __future__ import annotations

import httpx2

from layerproof.testing import assert_unauthenticated, assert_valid_uuid


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_a_tenant_grows(client: httpx2.AsyncClient) -> None:
    """The founder adds a user, hands them a token, and can hand over in the end."""
    founded = await client.post(
        "/tenants",
        json={"slug": "acme", "name": "Acme", "email": "Ann@acme.example", "admin": "Ann"},
    )
    assert founded.status_code == 201
    assert_valid_uuid(founded.json()["tenant"]["id"])
    ann, ann_id = bearer(founded.json()["token"]), founded.json()["admin"]["id"]

    added = await client.post(
        "/users", json={"email": "bob@acme.example", "name": "Bob"}, headers=ann
    )
    assert added.json()["role"] == "viewer"
    bob_address = f"/users/{added.json()['id']}"
    issued = await client.post(f"{bob_address}/tokens", headers=ann)
    bob = bearer(issued.json()["token"])
    assert (await client.get("/documents", headers=bob)).json()["total"] == 0

    stepping_down = {"role": "editor"}
    refused = await client.patch(f"/users/{ann_id}", json=stepping_down, headers=ann)
    assert (refused.status_code, refused.json()) == (
        409,
        {"detail": "a tenant keeps at least one active admin"},
    )

    await client.patch(bob_address, json={"role": "admin"}, headers=ann)
    changed = await client.patch(f"/users/{ann_id}", json=stepping_down, headers=bob)
    assert changed.json()["role"] == "editor"

    await client.patch(f"/users/{ann_id}", json={"active": False}, headers=bob)
    assert_unauthenticated(await client.get("/documents", headers=ann), challenge="Bearer")
    listed = (await client.get("/users", headers=bob)).json()["items"]
    assert [(user["email"], user["active"]) for user in listed] == [
        ("ann@acme.example", False),
        ("bob@acme.example", True),
    ]
