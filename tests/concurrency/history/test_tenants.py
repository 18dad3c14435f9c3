"""Members, invitations, projects and tokens at once, on two servers with one database."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

import httpx
import pytest

from layerproof.history.settings import HistorySettings
from tests.factories.reports import make_report
from tests.support.history import execute, push, running_app, running_client
from tests.support.history_world import API, World, running_world

ROUNDS = 5


@dataclass(frozen=True)
class Servers:
    """Two servers on one database, each as a world."""

    first: World
    second: World

    def clients(self, name: str) -> tuple[httpx.AsyncClient, httpx.AsyncClient]:
        """Return the clients of one person, on each server."""
        return self.first.client(name), self.second.client(name)


@pytest.fixture
async def servers(settings: HistorySettings) -> AsyncIterator[Servers]:
    """Give two servers with the same organizations, people and tokens."""
    async with running_world(settings) as first, running_app(first.settings) as app:
        second = replace(first, app=app, _clients={})
        try:
            yield Servers(first, second)
        finally:
            await second.close()


async def _statuses(requests: Sequence[Awaitable[httpx.Response]]) -> Counter[int]:
    return Counter(answer.status_code for answer in await asyncio.gather(*requests))


def _make_owners(world: World) -> None:
    ids = ", ".join(f"'{world.people[name]}'" for name in ("owner", "admin"))
    people = f"SELECT id FROM users WHERE public_id IN ({ids})"
    execute(world.settings, f"UPDATE memberships SET role = 'owner' WHERE user_id IN ({people})")


def _count_owners(world: World) -> object:
    counted = (
        "SELECT count(*) FROM memberships JOIN organizations ON organization_id = organizations.id "
        "WHERE role = 'owner' AND slug = 'acme'"
    )
    return execute(world.settings, counted)


async def test_two_owners_demote_each_other(servers: Servers) -> None:
    """Of two owners who demote each other at once one stays, in every round."""
    world = servers.first
    owner, admin = (f"{world.organization}/members/{world.people[n]}" for n in ("owner", "admin"))
    for _ in range(ROUNDS):
        _make_owners(world)
        statuses = await _statuses(
            [
                servers.first.client("owner").patch(admin, json={"role": "viewer"}),
                servers.second.client("admin").patch(owner, json={"role": "viewer"}),
            ]
        )
        # Whoever comes second is no owner any more.
        assert statuses == {200: 1, 403: 1}
        assert _count_owners(world) == [(1,)]


async def test_two_owners_step_down(servers: Servers) -> None:
    """Of two owners who take a lower role at once one is told that nobody else is left."""
    world = servers.first
    for _ in range(ROUNDS):
        _make_owners(world)
        statuses = await _statuses(
            [
                where.client(name).patch(
                    f"{world.organization}/members/{world.people[name]}", json={"role": "admin"}
                )
                for where, name in ((servers.first, "owner"), (servers.second, "admin"))
            ]
        )
        assert statuses == {200: 1, 409: 1}
        assert _count_owners(world) == [(1,)]


async def test_two_owners_leave(servers: Servers) -> None:
    """Of two owners who leave at once one has to stay."""
    world = servers.first
    _make_owners(world)
    statuses = await _statuses(
        [
            where.client(name).delete(f"{world.organization}/members/{world.people[name]}")
            for where, name in ((servers.first, "owner"), (servers.second, "admin"))
        ]
    )
    assert statuses == {204: 1, 409: 1}
    assert _count_owners(world) == [(1,)]


async def test_one_slug_for_many_organizations(servers: Servers) -> None:
    """Of many who want one slug at once exactly one gets it, and owns what it made."""
    names = ("owner", "admin", "member", "viewer", "outsider", "foreigner")
    statuses = await _statuses(
        [
            client.post(f"{API}/organizations", json={"slug": "wanted", "name": name})
            for name in names
            for client in servers.clients(name)
        ]
    )
    assert statuses == {201: 1, 409: 11}
    made = (
        "SELECT role FROM memberships JOIN organizations ON organization_id = organizations.id "
        "WHERE slug = 'wanted'"
    )
    assert execute(servers.first.settings, made) == [("owner",)]


async def test_one_slug_for_many_projects(servers: Servers) -> None:
    """Of projects that want one slug at once, or one name, exactly one of each is made."""
    place = f"{servers.first.organization}/projects"
    bodies = [{"slug": "wanted", "name": f"name-{n}"} for n in range(5)]
    bodies += [{"slug": f"slug-{n}", "name": "wanted"} for n in range(5)]
    statuses = await _statuses(
        [client.post(place, json=body) for body in bodies for client in servers.clients("admin")]
    )
    assert statuses == {201: 2, 409: 18}


async def test_one_invitation_many_times(servers: Servers) -> None:
    """An invitation that is accepted many times at once is used once."""
    world = servers.first
    body = {"address": world.address("outsider"), "role": "member"}
    made = await world.client("owner").post(f"{world.organization}/invitations", json=body)
    given = {"token": made.json()["token"]}
    clients = servers.clients("outsider") * 5
    statuses = await _statuses(
        [client.post(f"{API}/invitations/accept", json=given) for client in clients]
    )
    assert statuses == {200: 1, 404: 9}
    members = (await world.client("owner").get(f"{world.organization}/members")).json()["items"]
    assert [one["role"] for one in members if one["name"] == "Outsider"] == ["member"]


async def test_two_invitations_of_one_person(servers: Servers) -> None:
    """Two invitations that one person accepts at once leave one membership, of the higher role."""
    world, given = servers.first, []
    for role in ("viewer", "admin"):
        body = {"address": world.address("outsider"), "role": role}
        made = await world.client("owner").post(f"{world.organization}/invitations", json=body)
        given.append({"token": made.json()["token"]})
    statuses = await _statuses(
        [
            client.post(f"{API}/invitations/accept", json=body)
            for client, body in zip(servers.clients("outsider"), given, strict=True)
        ]
    )
    assert statuses == {200: 2}
    members = (await world.client("owner").get(f"{world.organization}/members")).json()["items"]
    assert [one["role"] for one in members if one["name"] == "Outsider"] == ["admin"]


async def test_no_limit_is_passed(servers: Servers) -> None:
    """Where there is room for one more token, of many at once one is made, in every round."""
    place, made = f"{servers.first.project}/tokens", []
    # Three of the world's tokens of this project are alive.
    for _ in range(97):
        answer = await servers.first.client("admin").post(place, json={"name": "ci"})
        assert answer.status_code == 201
        made.append(answer.json()["id"])
    for token_id in made[: 2 * ROUNDS]:
        await servers.first.client("admin").delete(f"{place}/{token_id}")
        statuses = await _statuses(
            [client.post(place, json={"name": "ci"}) for client in servers.clients("admin") * 5]
        )
        assert statuses == {201: 1, 409: 9}


async def test_different_settings_at_once(servers: Servers) -> None:
    """Changes of different settings at once are all made: none takes another one back."""
    world = servers.first
    for number in range(1, ROUNDS + 1):
        bodies: list[dict[str, object]] = [
            {"keep_runs": number},
            {"keep_days": number},
            {"main_branch": f"branch-{number}"},
        ]
        requests = [
            client.patch(world.project, json=body)
            for body, client in zip(bodies, servers.clients("admin") * 2, strict=False)
        ]
        assert await _statuses(requests) == {200: 3}
        after = (await world.client("admin").get(world.project)).json()
        assert {key: after[key] for body in bodies for key in body} == {
            key: value for body in bodies for key, value in body.items()
        }


async def test_a_local_project_comes_to_be_once(settings: HistorySettings) -> None:
    """Twenty first pushes of a project at once make it once, and all are stored."""
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(running_client(settings)) for _ in range(2)]
        documents = [make_report(run_id=f"run-{n}", project="The Shop") for n in range(20)]
        statuses = await _statuses(
            [push(clients[n % 2], document) for n, document in enumerate(documents)]
        )
    assert statuses == {201: 20}
    assert execute(settings, "SELECT slug, name FROM projects") == [("the-shop", "The Shop")]
    assert execute(settings, "SELECT slug FROM organizations") == [("local",)]
