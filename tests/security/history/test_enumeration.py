"""Who has an account, or was invited, is told to nobody; and nobody guesses without end."""

from __future__ import annotations

import statistics
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from layerproof.history.settings import HistorySettings
from tests.support.history import running_app
from tests.support.history_world import API, BASE_URL, PASSWORD, World, open_browsers

#: Headers that differ from answer to answer, and tell nothing.
VARYING = ("x-request-id", "date")

NOBODY = "nobody@acme.example"


def _shape(answer: httpx.Response) -> tuple[object, ...]:
    headers = {name: value for name, value in answer.headers.items() if name not in VARYING}
    return answer.status_code, headers, answer.text


async def _log_in(world: World, address: str, password: str) -> httpx.Response:
    form = {"username": address, "password": password}
    return await world.client().post(f"{API}/auth/login", data=form)


async def _register(client: httpx.AsyncClient, address: str, **more: str) -> httpx.Response:
    body = {"address": address, "name": "Somebody", "password": PASSWORD, **more}
    return await client.post(f"{API}/auth/register", json=body)


async def test_a_wrong_password_is_as_an_unknown_address(world: World) -> None:
    """Logging in does not tell which of the two was wrong, however often it is tried."""
    known = [await _log_in(world, world.address("owner"), f"wrong {n}") for n in range(7)]
    unknown = [await _log_in(world, NOBODY, f"wrong {n}") for n in range(7)]
    assert [answer.status_code for answer in known] == [401] * 5 + [429] * 2
    assert [_shape(answer)[::2] for answer in known] == [_shape(answer)[::2] for answer in unknown]
    names = [sorted(answer.headers) for answer in known]
    assert names == [sorted(answer.headers) for answer in unknown]


async def test_the_right_password_does_not_get_past_the_guard(world: World) -> None:
    """When too many have failed the right password is refused as well, unread."""
    for number in range(5):
        await _log_in(world, world.address("owner"), f"wrong {number}")
    wrong = await _log_in(world, world.address("owner"), "wrong again")
    right = await _log_in(world, world.address("owner"), PASSWORD)
    assert (wrong.status_code, right.status_code) == (429, 429)
    assert wrong.json() | {"detail": ""} == right.json() | {"detail": ""}
    assert 0 < int(right.headers["retry-after"]) <= 15 * 60


async def test_an_address_written_otherwise_is_the_same_one(world: World) -> None:
    """Neither case nor blanks around an address give anybody more attempts."""
    address = world.address("owner")
    forms = [address, address.upper(), address.title(), f" {address}", f"{address} ", address]
    statuses = [(await _log_in(world, form, "wrong")).status_code for form in forms]
    assert statuses == [401] * 5 + [429]


@pytest.mark.timeout(240)
async def test_both_refusals_take_as_long(world: World) -> None:
    """An unknown address is checked against a hash as well: the time tells nothing."""

    async def seconds(address: str) -> float:
        begun = time.perf_counter()
        await _log_in(world, address, "wrong")
        return time.perf_counter() - begun

    # Its first attempt gives the owner's cheap hash the usual cost, and counts as one.
    await _log_in(world, world.address("owner"), PASSWORD)
    known = statistics.median([await seconds(world.address("owner")) for _ in range(3)])
    unknown = statistics.median([await seconds(NOBODY) for _ in range(3)])
    assert 0.2 < known / unknown < 5


@pytest.fixture
async def open_world(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of a second server on the world's database, where anybody may register."""
    settings: HistorySettings = replace(world.settings, open_registration=True)
    async with running_app(settings) as app:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
            yield client


async def test_registering_does_not_tell_who_has_an_account(
    world: World, open_world: httpx.AsyncClient
) -> None:
    """A taken address is answered as a free one, and its account stays as it was."""
    free = await _register(open_world, NOBODY)
    taken = await _register(open_world, world.address("owner"), password="another password")
    assert _shape(free) == _shape(taken)
    assert free.status_code == 202
    assert (await _log_in(world, world.address("owner"), PASSWORD)).status_code == 200


async def test_an_invitation_does_not_tell_whom_it_is_for(world: World) -> None:
    """A token with another's address, a used one and one that never was are refused alike."""
    secrets = world.invitation_secrets
    tried = [
        ("open@invited.example", "A" * 43),
        ("somebody@invited.example", secrets["open"]),
        ("lapsed@invited.example", secrets["lapsed"]),
        ("withdrawn@invited.example", secrets["withdrawn"]),
        ("accepted@invited.example", secrets["accepted"]),
        (world.address("owner"), secrets["open"]),
    ]
    answers = [
        _shape(await _register(world.client(), address, invitation=token))
        for address, token in tried
    ]
    assert answers == [answers[0]] * len(tried)
    assert answers[0][0] == 403


async def test_refresh_tokens_that_are_none_are_refused_alike(world: World) -> None:
    """Used, unknown, of a browser or of another kind: one answer."""
    await open_browsers(world)
    used = world.refresh_secrets["viewer"]
    await world.client().post(f"{API}/auth/refresh", json={"refresh_token": used})
    tried = [used, "A" * 43, world.cookies["owner"], world.credentials["owner"][:200], "x"]
    answers = [
        _shape(await world.client().post(f"{API}/auth/refresh", json={"refresh_token": token}))
        for token in tried
    ]
    assert answers == [answers[0]] * len(tried)
    assert answers[0][0] == 401


async def test_a_stolen_refresh_token_is_of_no_use(world: World) -> None:
    """A refresh token that comes twice ends its log-in: what both have stops at once."""
    spent = world.refresh_secrets["owner"]
    first = await world.client().post(f"{API}/auth/refresh", json={"refresh_token": spent})
    fresh = {"Authorization": f"Bearer {first.json()['access_token']}"}
    assert (await world.client().get(f"{API}/auth/me", headers=fresh)).status_code == 200
    await world.client().post(f"{API}/auth/refresh", json={"refresh_token": spent})
    assert (await world.client().get(f"{API}/auth/me", headers=fresh)).status_code == 401
    assert (await world.client("owner").get(f"{API}/auth/me")).status_code == 401


async def test_inviting_does_not_tell_who_has_an_account(world: World) -> None:
    """An admin who invites somebody learns nothing about who is on the server."""
    shapes = []
    for address in (world.address("foreigner"), NOBODY):
        body = {"address": address, "role": "viewer"}
        answer = await world.client("admin").post(f"{world.organization}/invitations", json=body)
        told = answer.json()
        shapes.append((answer.status_code, sorted(told), told["role"]))
    assert shapes == [shapes[0]] * 2
