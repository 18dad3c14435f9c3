"""Log-ins at once: no attempt slips past the guard, no token is good twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pwdlib import PasswordHash

from layerproof.history.settings import HistorySettings
from tests.support.auth_requests import AUTH, OTHER
from tests.support.cheap_passwords import cheap_passwords
from tests.support.history import execute, running_app
from tests.support.history_world import BASE_URL, PASSWORD, PEOPLE, World, running_world

__all__ = ["cheap_passwords"]

pytestmark = pytest.mark.usefixtures("cheap_passwords")

HERE = "192.0.2.1"


@dataclass(slots=True)
class Servers:
    """Two servers on one database with the people of a world."""

    world: World
    apps: Sequence[FastAPI]
    stack: AsyncExitStack

    async def client(self, number: int, *, host: str = HERE) -> httpx.AsyncClient:
        """Return a client of one server after the other, with a network address."""
        transport = httpx.ASGITransport(
            self.apps[number % len(self.apps)], raise_app_exceptions=False, client=(host, 1)
        )
        client = httpx.AsyncClient(transport=transport, base_url=BASE_URL)
        return await self.stack.enter_async_context(client)

    async def post_all(
        self, path: str, bodies: Sequence[dict[str, Any]], *, host: Callable[[int], str]
    ) -> list[httpx.Response]:
        """Send everything at once, each from the client that its number has."""
        clients = [await self.client(n, host=host(n)) for n in range(len(bodies))]
        return await asyncio.gather(
            *(
                client.post(f"{AUTH}/{path}", **body)
                for client, body in zip(clients, bodies, strict=True)
            )
        )

    def count(self, query: str) -> object:
        """Return the one value that a query gives."""
        ((value,),) = execute(self.world.settings, query)
        return value


@pytest.fixture(params=[1, 2], ids=["one server", "two servers"])
async def servers(
    request: pytest.FixtureRequest, settings: HistorySettings
) -> AsyncIterator[Servers]:
    """Give one server, or two on one database."""
    async with AsyncExitStack() as stack:
        settings = replace(settings, open_registration=True)
        world = await stack.enter_async_context(running_world(settings))
        apps = [world.app]
        if request.param == 2:
            apps.append(await stack.enter_async_context(running_app(world.settings)))
        yield Servers(world, apps, stack)


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str | bytes]:
    """Give the passwords that are verified from now on."""
    passwords: list[str | bytes] = []
    original = PasswordHash.verify_and_update

    def verify(self: PasswordHash, password: str | bytes, made: str) -> tuple[bool, str | None]:
        passwords.append(password)
        return original(self, password, made)

    monkeypatch.setattr(PasswordHash, "verify_and_update", verify)
    return passwords


def form(password: str, name: str = "member@acme.example") -> dict[str, Any]:
    """Return a log-in."""
    return {"data": {"username": name, "password": password}}


def here(_: int) -> str:
    """Say that everything comes from one client."""
    return HERE


def everywhere(number: int) -> str:
    """Say that everything comes from a client of its own."""
    return f"198.51.100.{number}"


@pytest.mark.parametrize(
    ("host", "limit"), [(here, 5), (everywhere, 20)], ids=["one client", "many clients"]
)
@pytest.mark.parametrize("name", ["member@acme.example", "nobody@acme.example"])
async def test_no_failure_slips_past(
    servers: Servers,
    verified: list[str | bytes],
    host: Callable[[int], str],
    limit: int,
    name: str,
) -> None:
    """Of thirty wrong attempts at once exactly as many are verified as one after the other."""
    answers = await servers.post_all("login", [form("wrong", name)] * 30, host=host)
    assert Counter(one.status_code for one in answers) == {401: limit, 429: 30 - limit}
    assert len(verified) == limit
    assert servers.count("SELECT count(*) FROM login_failures") == 3 * limit


async def test_a_client_with_many_addresses(servers: Servers, verified: list[str | bytes]) -> None:
    """Of sixty addresses that one client tries at once exactly fifty are looked at."""
    forms = [form("wrong", f"{n}@x.example") for n in range(60)]
    answers = await servers.post_all("login", forms, host=here)
    assert Counter(one.status_code for one in answers) == {401: 50, 429: 10}
    assert len(verified) == 50


async def test_right_passwords_at_once(servers: Servers) -> None:
    """Twenty log-ins of one person from twenty places all succeed, and leave no failure."""
    answers = await servers.post_all("login", [form(PASSWORD)] * 20, host=everywhere)
    assert Counter(one.status_code for one in answers) == {200: 20}
    assert len({one.json()["refresh_token"] for one in answers}) == 20
    assert servers.count("SELECT count(*) FROM login_failures") == 0


async def test_a_refresh_token_is_good_once(servers: Servers) -> None:
    """Of ten refreshes with one token at once one succeeds; as it came twice, the log-in ends."""
    body: dict[str, Any] = {"json": {"refresh_token": servers.world.refresh_secrets["member"]}}
    answers = await servers.post_all("refresh", [body] * 10, host=here)
    assert Counter(one.status_code for one in answers) == {200: 1, 401: 9}
    (good,) = [one.json() for one in answers if one.status_code == 200]
    client = await servers.client(0)
    headers = {"Authorization": f"Bearer {good['access_token']}"}
    assert (await client.get(f"{AUTH}/me", headers=headers)).status_code == 401
    again = await client.post(f"{AUTH}/refresh", json={"refresh_token": good["refresh_token"]})
    assert again.status_code == 401
    assert servers.count("SELECT count(*) FROM refresh_tokens") == len(PEOPLE) + 1


async def test_a_log_in_cannot_outlive_a_change_of_password(servers: Servers) -> None:
    """Log-ins with the old password, made while it is changed, are refused or ended by it."""
    change: dict[str, Any] = {
        "json": {"current": PASSWORD, "new": OTHER},
        "headers": servers.world.headers("member"),
    }
    clients = [await servers.client(n, host=everywhere(n)) for n in range(13)]
    posts = [client.post(f"{AUTH}/login", **form(PASSWORD)) for client in clients[1:]]
    posts.insert(6, clients[0].post(f"{AUTH}/password", **change))
    answers = await asyncio.gather(*posts)
    assert answers[6].status_code == 204
    assert {one.status_code for one in answers if one is not answers[6]} <= {200, 401}
    alive = servers.count(
        "SELECT count(*) FROM logins JOIN users ON users.id = logins.user_id "
        "WHERE users.address = 'member@acme.example' AND logins.ended_at IS NULL"
    )
    assert alive == 1


async def test_one_address_registers_once(servers: Servers) -> None:
    """Of ten registrations of one address at once one makes the account; the answers are alike."""
    bodies: list[dict[str, Any]] = [
        {"json": {"address": "New@x.example", "name": f"{n}", "password": f"{OTHER} {n}"}}
        for n in range(10)
    ]
    answers = await servers.post_all("register", bodies, host=here)
    assert {(one.status_code, one.text) for one in answers} == {(202, answers[0].text)}
    assert servers.count("SELECT count(*) FROM users WHERE address_key = 'new@x.example'") == 1


async def test_an_invitation_is_used_once(servers: Servers) -> None:
    """Of ten registrations with one invitation at once one makes the account and membership."""
    body: dict[str, Any] = {
        "json": {
            "address": "open@invited.example",
            "name": "New",
            "password": OTHER,
            "invitation": servers.world.invitation_secrets["open"],
        }
    }
    answers = await servers.post_all("register", [body] * 10, host=here)
    assert {one.status_code for one in answers} <= {202, 403}
    assert 202 in {one.status_code for one in answers}
    members = servers.count(
        "SELECT count(*) FROM memberships JOIN users ON users.id = memberships.user_id "
        "WHERE users.address = 'open@invited.example'"
    )
    assert members == 1
