"""``/members`` through clients of people with each role."""

from __future__ import annotations

from typing import Any

import httpx

from tests.support.history import code_of
from tests.support.history_refusals import refusals
from tests.support.history_world import API, World


def _member(world: World, name: str) -> str:
    return f"{world.organization}/members/{world.people[name]}"


async def _roles(world: World) -> dict[str, str]:
    answer = await world.client("owner").get(f"{world.organization}/members")
    return {one["name"]: one["role"] for one in answer.json()["items"]}


async def test_who_is_in(world: World) -> None:
    """Every member is told who is in, with what is known of them, and nothing secret."""
    answer = await world.client("viewer").get(f"{world.organization}/members")
    items = {one["name"]: one for one in answer.json()["items"]}
    assert set(items) == {"Owner", "Admin", "Member", "Viewer", "Colleague"}
    viewer = items["Viewer"]
    assert viewer == {
        "id": world.people["viewer"],
        "address": world.address("viewer"),
        "name": "Viewer",
        "role": "viewer",
        "since": viewer["since"],
    }


async def test_another_role(world: World) -> None:
    """An admin gives a member another role, which counts at once."""
    changed = await world.client("admin").patch(
        _member(world, "colleague"), json={"role": "viewer"}
    )
    assert (changed.status_code, changed.json()["role"]) == (200, "viewer")
    assert (await _roles(world))["Colleague"] == "viewer"
    await world.client("owner").patch(_member(world, "admin"), json={"role": "member"})
    refused = await world.client("admin").patch(_member(world, "viewer"), json={"role": "member"})
    assert code_of(refused) == (403, "forbidden")


async def test_an_admin_makes_and_unmakes_no_owner(world: World) -> None:
    """An admin who touches owners, or wants to be one, is answered 403."""
    before = await _roles(world)
    for name, role in (("owner", "viewer"), ("colleague", "owner"), ("admin", "owner")):
        response = await world.client("admin").patch(_member(world, name), json={"role": role})
        assert code_of(response) == (403, "forbidden")
    assert await _roles(world) == before


async def test_the_last_owner(world: World) -> None:
    """The last owner can neither be demoted nor leave, until somebody else is an owner."""
    owner = world.client("owner")
    for refused in (
        await owner.patch(_member(world, "owner"), json={"role": "admin"}),
        await owner.delete(_member(world, "owner")),
    ):
        assert code_of(refused) == (409, "last-owner")
    await owner.patch(_member(world, "admin"), json={"role": "owner"})
    assert (await owner.delete(_member(world, "owner"))).status_code == 204
    assert code_of(await owner.get(world.organization)) == (404, "organization-not-found")


async def test_everybody_may_leave(world: World) -> None:
    """A viewer leaves, and sees nothing of the organization any more."""
    response = await world.client("viewer").delete(_member(world, "viewer"))
    assert (response.status_code, response.content) == (204, b"")
    gone = await world.client("viewer").get(f"{world.project}/runs")
    assert code_of(gone) == (404, "organization-not-found")
    assert "Viewer" not in await _roles(world)


async def test_only_admins_remove_others(world: World) -> None:
    """Who has no such role removes nobody else; an admin does."""
    for name in ("viewer", "member"):
        response = await world.client(name).delete(_member(world, "colleague"))
        assert code_of(response) == (403, "forbidden")
    removed = await world.client("admin").delete(_member(world, "colleague"))
    assert removed.status_code == 204


async def test_nobody_with_this_id(world: World) -> None:
    """An id that nobody has answers 404."""
    for user_id in ("0" * 32, "x", "%00", "%FF", "a" * 1_000, world.people["foreigner"]):
        place = f"{world.organization}/members/{user_id}"
        for response in (
            await world.client("owner").patch(place, json={"role": "viewer"}),
            await world.client("owner").delete(place),
        ):
            assert code_of(response) == (404, "member-not-found")


async def test_roles_that_are_none(world: World) -> None:
    """A wrong body answers 422 and changes nothing."""
    before, client, role = await _roles(world), world.client("owner"), ["body.role"]
    cases: list[tuple[Any, list[str]]] = [
        ({}, role),
        ({"role": "king"}, role),
        ({"role": None}, role),
        ({"role": "owner", "x": 1}, ["body.x"]),
    ]
    place = _member(world, "colleague")
    places = await refusals(lambda body: client.patch(place, json=body), cases)
    assert places == [where for _, where in cases]
    assert await _roles(world) == before


async def test_without_accounts(client: httpx.AsyncClient) -> None:
    """A local server's organization has no members, and so nobody to change or remove."""
    members = f"{API}/organizations/local/members"
    assert (await client.get(members)).json() == {"items": []}
    response = await client.delete(f"{members}/{'0' * 32}")
    assert code_of(response) == (404, "member-not-found")
