"""``/organizations`` through clients of people with each role."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import Any

import httpx

from tests.support.history import code_of
from tests.support.history_refusals import refusals
from tests.support.history_world import API, World

ALL = f"{API}/organizations"


async def test_making_one(world: World) -> None:
    """Who makes an organization owns it, and finds it in their list and under its name."""
    client, before = world.client("outsider"), datetime.now(UTC)
    made = await client.post(ALL, json={"slug": "new-one", "name": "New <b>one</b>"})
    answer = made.json()
    created = datetime.fromisoformat(answer.pop("created_at"))
    assert (made.status_code, answer) == (
        201,
        {"slug": "new-one", "name": "New <b>one</b>", "role": "owner"},
    )
    assert before <= created <= datetime.now(UTC)
    assert (await client.get(ALL)).json() == {"items": [made.json()]}
    assert (await client.get(f"{ALL}/new-one")).json() == made.json()
    members = (await client.get(f"{ALL}/new-one/members")).json()["items"]
    assert [(one["id"], one["role"]) for one in members] == [(world.people["outsider"], "owner")]


async def test_a_slug_that_is_taken(world: World) -> None:
    """A slug that some organization has, or that the server keeps, answers 409."""
    for slug in ("acme", "globex", "local"):
        response = await world.client("owner").post(ALL, json={"slug": slug, "name": "Mine"})
        assert code_of(response) == (409, "slug-taken")


CANNOT_BE: list[tuple[Any, list[str]]] = [
    ({}, ["body.slug", "body.name"]),
    ({"slug": "A", "name": "A"}, ["body.slug"]),
    ({"slug": "a/b", "name": "A"}, ["body.slug"]),
    ({"slug": "-a", "name": "A"}, ["body.slug"]),
    ({"slug": "a-", "name": "A"}, ["body.slug"]),
    ({"slug": "a" * 65, "name": "A"}, ["body.slug"]),
    ({"slug": "a\n", "name": "A"}, ["body.slug"]),
    ({"slug": "a", "name": ""}, ["body.name"]),
    ({"slug": "a", "name": "n" * 256}, ["body.name"]),
    ({"slug": "a", "name": "nul\x00"}, ["body.name"]),
    ({"slug": "a", "name": 7}, ["body.name"]),
    ({"slug": "a", "name": "A", "role": "owner"}, ["body.role"]),
    ({"slug": "a", "name": "A", "id": 1}, ["body.id"]),
]


async def test_what_cannot_be_made(world: World) -> None:
    """A wrong body answers 422 and names what is wrong."""
    client = world.client("owner")
    places = await refusals(lambda body: client.post(ALL, json=body), CANNOT_BE)
    assert places == [where for _, where in CANNOT_BE]


async def test_a_list_is_ones_own(world: World) -> None:
    """Everybody is told the organizations that they are in, and what they are there."""
    listed = {
        name: [
            (one["slug"], one["role"])
            for one in (await world.client(name).get(ALL)).json()["items"]
        ]
        for name in ("owner", "viewer", "foreigner", "outsider")
    }
    assert listed == {
        "owner": [("acme", "owner")],
        "viewer": [("acme", "viewer")],
        "foreigner": [("globex", "owner")],
        "outsider": [],
    }


async def test_another_name(world: World) -> None:
    """An admin gives another name; address and all else stay."""
    before = (await world.client("admin").get(world.organization)).json()
    changed = await world.client("admin").patch(world.organization, json={"name": "日本"})
    assert (changed.status_code, changed.json()) == (200, {**before, "name": "日本"})
    assert (await world.client("admin").get(world.organization)).json() == changed.json()


async def test_what_cannot_be_changed(world: World) -> None:
    """Only the name can be changed, and only to a name."""
    client, name = world.client("owner"), ["body.name"]
    cases: list[tuple[Any, list[str]]] = [
        ({}, name),
        ({"name": ""}, name),
        ({"name": None}, name),
        ({"name": "a", "slug": "new"}, ["body.slug"]),
    ]
    places = await refusals(lambda body: client.patch(world.organization, json=body), cases)
    assert places == [where for _, where in cases]


async def test_deleting(world: World) -> None:
    """With an organization go its projects, its runs and what its tokens open, and no other's."""
    response = await world.client("owner").delete(world.organization)
    assert (response.status_code, response.content) == (204, b"")
    assert code_of(await world.client("owner").get(world.organization)) == (
        404,
        "organization-not-found",
    )
    assert code_of(await world.client("read").get(f"{world.project}/runs")) == (
        401,
        "unauthenticated",
    )
    runs = (await world.client("foreigner").get(f"{world.foreign_project}/runs")).json()["items"]
    assert len(runs) == 1


async def test_names_that_no_organization_has(world: World) -> None:
    """A name that cannot be one is not found, whatever characters it has."""
    names = ("%00", "%FF", "ACME", "acme%20", "a" * 65)
    for name, below in product(names, ("", "/members", "/projects/shop", "/projects/shop/runs")):
        response = await world.client("owner").get(f"{ALL}/{name}{below}")
        assert code_of(response) == (404, "organization-not-found")


async def test_without_accounts(client: httpx.AsyncClient) -> None:
    """A local server has the organization ``local``, owned by whoever asks, and makes no other."""
    [local] = (await client.get(ALL)).json()["items"]
    assert (local["slug"], local["role"]) == ("local", "owner")
    renamed = await client.patch(f"{ALL}/local", json={"name": "Mine"})
    assert (renamed.status_code, renamed.json()) == (200, {**local, "name": "Mine"})
    assert code_of(await client.delete(f"{ALL}/local")) == (403, "forbidden")
    made = await client.post(ALL, json={"slug": "other", "name": "Other"})
    assert code_of(made) == (403, "forbidden")
    assert (await client.get(ALL)).json()["items"] == [renamed.json()]
