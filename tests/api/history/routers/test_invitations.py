"""``/invitations`` through clients of people with each role."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.support.history import code_of, execute
from tests.support.history_refusals import refusals
from tests.support.history_world import API, World

ACCEPT = f"{API}/invitations/accept"


async def _invite(world: World, name: str, role: str, *, as_: str = "owner") -> dict[str, Any]:
    body = {"address": world.address(name), "role": role}
    response = await world.client(as_).post(f"{world.organization}/invitations", json=body)
    assert response.status_code == 201, response.text
    invitation: dict[str, Any] = response.json()
    return invitation


async def _open(world: World) -> set[str]:
    answer = await world.client("owner").get(f"{world.organization}/invitations")
    return {one["id"] for one in answer.json()["items"]}


def _open_ids(world: World) -> set[str]:
    return {world.invitation_ids[name] for name in ("open", "outsider")}


async def test_inviting(world: World) -> None:
    """An invitation is answered with its token once; the list has everything but that."""
    body = {"address": "New@Somewhere.example", "role": "member"}
    response = await world.client("admin").post(f"{world.organization}/invitations", json=body)
    made = response.json()
    token = made.pop("token")
    assert response.status_code == 201
    assert response.headers["cache-control"] == "no-store"
    assert made == {**body, **{key: made[key] for key in ("id", "created_at", "expires_at")}}
    lasts = datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(made["created_at"])
    assert lasts == timedelta(days=7)
    listed = await world.client("admin").get(f"{world.organization}/invitations")
    items = {one["id"]: one for one in listed.json()["items"]}
    assert set(items) == {made["id"], *_open_ids(world)}
    assert items[made["id"]] == made
    assert token not in listed.text
    stored = execute(world.settings, "SELECT token_hash FROM invitations")
    assert all(token not in str(row) for row in stored)


async def test_coming_in(world: World) -> None:
    """Who is invited comes in with the role, once; the address counts however it is written."""
    body = {"address": world.address("outsider").upper(), "role": "admin"}
    made = await world.client("owner").post(f"{world.organization}/invitations", json=body)
    given = {"token": made.json()["token"]}
    accepted = await world.client("outsider").post(ACCEPT, json=given)
    assert accepted.status_code == 200
    assert (accepted.json()["slug"], accepted.json()["role"]) == ("acme", "admin")
    assert (await world.client("outsider").get(world.organization)).json() == accepted.json()
    again = await world.client("outsider").post(ACCEPT, json=given)
    assert code_of(again) == (404, "invitation-not-found")


@pytest.mark.parametrize(("name", "expected"), [("viewer", "admin"), ("owner", "owner")])
async def test_a_member_keeps_the_higher_role(world: World, name: str, expected: str) -> None:
    """Who is in already gets a higher role by an invitation, and never a lower one."""
    made = await _invite(world, name, "admin")
    accepted = await world.client(name).post(ACCEPT, json={"token": made["token"]})
    assert (accepted.status_code, accepted.json()["role"]) == (200, expected)


async def test_nobody_invites_above_themselves(world: World) -> None:
    """An admin invites no owner, and takes no owner's invitation back."""
    body = {"address": "a@b", "role": "owner"}
    refused = await world.client("admin").post(f"{world.organization}/invitations", json=body)
    assert code_of(refused) == (403, "forbidden")
    made = await _invite(world, "outsider", "owner")
    place = f"{world.organization}/invitations/{made['id']}"
    assert code_of(await world.client("admin").delete(place)) == (403, "forbidden")
    assert (await world.client("owner").delete(place)).status_code == 204


async def test_every_refusal_is_the_same(world: World) -> None:
    """Used, expired, revoked, forged and other people's tokens are answered alike."""
    revoked = await _invite(world, "outsider", "viewer")
    await world.client("owner").delete(f"{world.organization}/invitations/{revoked['id']}")
    expired = await _invite(world, "outsider", "viewer")
    execute(
        world.settings,
        f"UPDATE invitations SET expires_at = created_at WHERE public_id = '{expired['id']}'",
    )
    elses = await _invite(world, "foreigner", "viewer")
    tokens = [revoked["token"], expired["token"], elses["token"], "lpi_forged", "日本"]
    tokens += [world.invitation_secrets[name] for name in ("open", "accepted", "withdrawn")]
    answers = [await world.client("outsider").post(ACCEPT, json={"token": one}) for one in tokens]
    assert {code_of(answer) for answer in answers} == {(404, "invitation-not-found")}
    assert len({answer.text for answer in answers}) == 1


async def test_tokens_that_are_none(world: World) -> None:
    """A body without a token answers 422."""
    client, token = world.client("outsider"), ["body.token"]
    cases: list[tuple[Any, list[str]]] = [
        ({}, token),
        ({"token": ""}, token),
        ({"token": 1}, token),
        ({"token": "x" * 201}, token),
        ([], ["body"]),
    ]
    places = await refusals(lambda body: client.post(ACCEPT, json=body), cases)
    assert places == [where for _, where in cases]


CANNOT_BE: list[tuple[Any, list[str]]] = [
    ({}, ["body.address", "body.role"]),
    ({"address": "nobody", "role": "member"}, ["body.address"]),
    ({"address": "a@b\n", "role": "member"}, ["body.address"]),
    ({"address": "a@" + "b" * 260, "role": "member"}, ["body.address"]),
    ({"address": "a@b", "role": "king"}, ["body.role"]),
    ({"address": "a@b", "role": "member", "expires_at": "2099-01-01"}, ["body.expires_at"]),
]


async def test_invitations_that_cannot_be(world: World) -> None:
    """A wrong body answers 422 and names what is wrong."""
    client, place = world.client("owner"), f"{world.organization}/invitations"
    places = await refusals(lambda body: client.post(place, json=body), CANNOT_BE)
    assert places == [where for _, where in CANNOT_BE]


async def test_taking_back_what_is_not_there(world: World) -> None:
    """An id that no open invitation here has answers 404; so do closed and foreign ones."""
    known = [world.invitation_ids[name] for name in ("accepted", "lapsed", "foreign")]
    for one in ("0" * 32, "x", "%00", "%FF", *known):
        response = await world.client("owner").delete(f"{world.organization}/invitations/{one}")
        assert code_of(response) == (404, "invitation-not-found")


async def test_who_is_put_out_comes_in_no_other_way(world: World) -> None:
    """Invitations that a removed admin has made are void."""
    made = await _invite(world, "outsider", "admin", as_="admin")
    await world.client("owner").delete(f"{world.organization}/members/{world.people['admin']}")
    assert await _open(world) == _open_ids(world)
    response = await world.client("outsider").post(ACCEPT, json={"token": made["token"]})
    assert code_of(response) == (404, "invitation-not-found")


async def test_too_many(world: World) -> None:
    """The 201st open invitation answers 409."""
    body = {"address": "a@b", "role": "viewer"}
    client, place = world.client("admin"), f"{world.organization}/invitations"
    statuses = [
        (await client.post(place, json=body)).status_code
        for _ in range(200 - len(_open_ids(world)))
    ]
    assert set(statuses) == {201}
    assert code_of(await client.post(place, json=body)) == (409, "limit-reached")


async def test_without_accounts(client: httpx.AsyncClient) -> None:
    """A local server invites nobody, has no invitations, and nobody to accept one."""
    place = f"{API}/organizations/local/invitations"
    made = await client.post(place, json={"address": "a@b", "role": "viewer"})
    assert code_of(made) == (403, "forbidden")
    assert (await client.get(place)).json() == {"items": []}
    assert code_of(await client.post(ACCEPT, json={"token": "x"})) == (403, "forbidden")
