"""``/tokens`` of a project through clients of people with each role."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx

from tests.factories.reports import make_report
from tests.support.history import code_of, execute, push
from tests.support.history_refusals import refusals
from tests.support.history_world import API, World


async def _make(world: World, **body: Any) -> httpx.Response:
    return await world.client("admin").post(f"{world.project}/tokens", json=body)


def _with(world: World, secret: str) -> httpx.AsyncClient:
    world.credentials["new"] = secret
    return world.client("new")


async def test_making_one(world: World) -> None:
    """A token is answered with its secret once; the list has everything but that."""
    response = await _make(world, name="ci <b>", scopes=["read", "push"], expires_in_days=30)
    made = response.json()
    secret = made.pop("secret")
    assert response.status_code == 201
    assert response.headers["cache-control"] == "no-store"
    assert made == {
        "id": made["id"],
        "name": "ci <b>",
        "scopes": ["push", "read"],
        "created_at": made["created_at"],
        "last_used_at": None,
        "expires_at": made["expires_at"],
        "revoked_at": None,
    }
    lasts = datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(made["created_at"])
    assert lasts == timedelta(days=30)
    listed = await world.client("admin").get(f"{world.project}/tokens")
    assert made in listed.json()["items"]
    assert secret not in listed.text
    stored = execute(world.settings, "SELECT token_hash FROM project_tokens")
    assert all(secret not in str(row) for row in stored)


async def test_a_token_pushes(world: World) -> None:
    """A token that is made with a name alone pushes, reads nothing, and never expires."""
    made = (await _make(world, name="ci")).json()
    assert (made["scopes"], made["expires_at"]) == (["push"], None)
    client = _with(world, made["secret"])
    pushed = await push(client, make_report(run_id="by-token", project="shop"))
    assert pushed.status_code == 201
    assert code_of(await client.get(f"{world.project}/runs")) == (403, "forbidden")


async def test_a_revoked_token_is_dead_at_once(world: World) -> None:
    """The next request with a revoked token is refused; revoking again changes nothing."""
    made = (await _make(world, name="ci", scopes=["read"])).json()
    client, place = _with(world, made["secret"]), f"{world.project}/tokens/{made['id']}"
    assert (await client.get(f"{world.project}/runs")).status_code == 200
    response = await world.client("admin").delete(place)
    assert (response.status_code, response.content) == (204, b"")
    assert code_of(await client.get(f"{world.project}/runs")) == (401, "unauthenticated")
    before = (await world.client("admin").get(f"{world.project}/tokens")).json()
    assert (await world.client("admin").delete(place)).status_code == 204
    assert (await world.client("admin").get(f"{world.project}/tokens")).json() == before
    revoked = {one["id"]: one["revoked_at"] for one in before["items"]}
    assert revoked[made["id"]] is not None


async def test_the_list(world: World) -> None:
    """The tokens of this project are listed, dead ones as well, and of no other."""
    listed = (await world.client("owner").get(f"{world.project}/tokens")).json()["items"]
    assert {one["name"]: one["scopes"] for one in listed} == {
        "push": ["push"],
        "read": ["read"],
        "push_read": ["push", "read"],
        "revoked": ["push", "read"],
        "expired": ["push", "read"],
    }


async def test_revoking_what_is_not_there(world: World) -> None:
    """An id that no token of this project has answers 404, its neighbours' included."""
    neighbours = (world.token_ids["billing"], world.token_ids["foreign"])
    for one in ("0" * 32, "x", "%00", "%FF", *neighbours):
        response = await world.client("owner").delete(f"{world.project}/tokens/{one}")
        assert code_of(response) == (404, "token-not-found")


CANNOT_BE: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["body.name"]),
    ({"name": ""}, ["body.name"]),
    ({"name": "nul\x00"}, ["body.name"]),
    ({"name": "ci", "scopes": []}, ["body.scopes"]),
    ({"name": "ci", "scopes": ["push", "push"]}, ["body.scopes"]),
    ({"name": "ci", "scopes": ["admin"]}, ["body.scopes.0"]),
    ({"name": "ci", "expires_in_days": 0}, ["body.expires_in_days"]),
    ({"name": "ci", "expires_in_days": 3_651}, ["body.expires_in_days"]),
    ({"name": "ci", "expires_in_days": 1.5}, ["body.expires_in_days"]),
    ({"name": "ci", "secret": "mine"}, ["body.secret"]),
]


async def test_tokens_that_cannot_be(world: World) -> None:
    """A wrong body answers 422 and names what is wrong."""
    places = await refusals(lambda body: _make(world, **body), CANNOT_BE)
    assert places == [where for _, where in CANNOT_BE]


async def test_too_many(world: World) -> None:
    """The 101st living token answers 409; when one is revoked there is room again."""
    statuses = [(await _make(world, name="ci")).status_code for _ in range(97)]
    assert set(statuses) == {201}
    assert code_of(await _make(world, name="ci")) == (409, "limit-reached")
    await world.client("admin").delete(f"{world.project}/tokens/{world.token_ids['push']}")
    assert (await _make(world, name="ci")).status_code == 201


async def test_without_accounts(client: httpx.AsyncClient) -> None:
    """A local server makes no token, since it would open nothing, and has none."""
    place = f"{API}/organizations/local/projects/web/tokens"
    await client.post(f"{API}/organizations/local/projects", json={"slug": "web"})
    assert code_of(await client.post(place, json={"name": "ci"})) == (403, "forbidden")
    assert (await client.get(place)).json() == {"items": []}
    assert code_of(await client.delete(f"{place}/{'0' * 32}")) == (404, "token-not-found")
