"""A key from its making to its end."""

from __future__ import annotations

from httpx import AsyncClient

from layerproof.testing import assert_permission_denied, assert_unauthenticated


async def test_a_key_works_until_it_is_revoked(
    client: AsyncClient, auth_client: AsyncClient
) -> None:
    """A program does with its key what it was made for, nothing else, and nothing afterwards."""
    wanted = {"name": "ci", "scopes": ["snippets:read", "snippets:write"]}
    made = (await auth_client.post("/api-keys", json=wanted)).json()
    headers = {"Authorization": f"Bearer {made['key']}"}
    new = {"title": "from a program", "body": "Hello!"}

    stored = (await client.post("/snippets", json=new, headers=headers)).json()
    run = await client.post(f"/snippets/{stored['id']}/runs", json={}, headers=headers)
    await auth_client.delete(f"/api-keys/{made['id']}")
    late = await client.get("/snippets", headers=headers)

    assert_permission_denied(run)
    assert_unauthenticated(late, challenge="Bearer")
    seen = (await auth_client.get(f"/snippets/{stored['id']}")).json()
    assert (seen["title"], seen["run_count"]) == ("from a program", 0)


async def test_a_revoked_keys_name_is_free(auth_client: AsyncClient) -> None:
    """A key is replaced by revoking it and making another of its name; both are listed."""
    wanted = {"name": "ci", "scopes": ["snippets:read"]}
    first = (await auth_client.post("/api-keys", json=wanted)).json()
    assert (await auth_client.post("/api-keys", json=wanted)).status_code == 409

    await auth_client.delete(f"/api-keys/{first['id']}")
    second = (await auth_client.post("/api-keys", json=wanted)).json()

    listed = (await auth_client.get("/api-keys")).json()
    assert [key["id"] for key in listed] == [second["id"], first["id"]]
    assert [key["revoked_at"] is None for key in listed] == [True, False]
