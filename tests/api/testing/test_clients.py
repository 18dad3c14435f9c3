"""Clients of an application in this process, on both HTTP libraries."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import httpx2
import pytest

from layerproof.testing.clients import (
    ForeignLoopError,
    Identity,
    open_client,
    open_further_client,
    open_further_sync_client,
    open_sync_client,
)
from tests.support.asgi_apps import BrokenError, make_app

LIBRARIES = {"httpx": httpx, "httpx2": httpx2}
both_libraries = pytest.mark.parametrize("library", LIBRARIES)


@both_libraries
async def test_requests_and_lifespan_run_on_the_loop_of_the_test(library: str) -> None:
    """The application starts, answers with its state and stops, all on one loop."""
    events: list[Any] = []
    async with open_client(make_app(events), library=library) as client:
        answer = await client.get("/state")

    here = id(asyncio.get_running_loop())
    assert events == [("start", here), ("request", here), ("stop", here)]
    assert (answer.json(), type(answer)) == ("running", LIBRARIES[library].Response)


def test_the_synchronous_client_runs_the_lifespan() -> None:
    """The application starts, answers with its state and stops, on one loop in a thread."""
    events: list[Any] = []
    app = make_app(events)
    with open_sync_client(app) as client:
        answer = client.get("/state")
        assert client.app is app

    assert [event for event, _ in events] == ["start", "request", "stop"]
    assert (len({loop for _, loop in events}), answer.json()) == (1, "running")


def test_a_further_client_is_on_the_application_that_runs() -> None:
    """It starts nothing, shares loop and state, and has headers but no cookies of the first."""
    events: list[Any] = []
    with open_sync_client(make_app(events), headers={"X-Who": "me"}) as client:
        client.get("/cookie")
        with open_further_sync_client(client, Identity(headers={"X-More": "1"})) as further:
            state = further.get("/state").json()
            sent = further.get("/headers").json()
        again = client.get("/state").json()

    assert [event for event, _ in events] == ["start", "request", "request", "stop"]
    assert (len({loop for _, loop in events}), state, again) == (1, "running", "running")
    assert (sent["x-who"], sent["x-more"], sent.get("cookie")) == ("me", "1", None)


@both_libraries
async def test_a_further_client_can_stand_beside_a_foreign_one(library: str) -> None:
    """A client that a project made itself is enough, on either library."""
    http: Any = LIBRARIES[library]
    transport = http.ASGITransport(make_app())
    async with (
        http.AsyncClient(transport=transport, base_url="http://own.test") as client,
        open_further_client(client, Identity(headers={"X-More": "1"})) as further,
    ):
        sent = (await further.get("/headers")).json()

    assert (sent["host"], sent["x-more"], isinstance(further, http.AsyncClient)) == (
        "own.test",
        "1",
        True,
    )


async def test_without_lifespan_nothing_starts() -> None:
    """A client can be had of an application that somebody else starts."""
    events: list[Any] = []
    async with open_client(make_app(events), lifespan=False) as client:
        answer = await client.get("/headers")
    with open_sync_client(make_app(events), lifespan=False) as sync_client:
        assert sync_client.get("/headers").status_code == 200

    assert (answer.status_code, events) == (200, [])


@both_libraries
async def test_errors_of_the_application_are_raised_unless_asked_otherwise(library: str) -> None:
    """By default a test sees what broke; it may ask for the answer instead."""
    app = make_app()
    async with open_client(app, library=library) as client:
        with pytest.raises(BrokenError, match="on the road"):
            await client.get("/broken")
    async with open_client(app, library=library, raise_app_exceptions=False) as client:
        status = (await client.get("/broken")).status_code
    with open_sync_client(app) as sync_client, pytest.raises(BrokenError, match="on the road"):
        sync_client.get("/broken")
    with open_sync_client(app, raise_app_exceptions=False) as sync_client:
        assert (sync_client.get("/broken").status_code, status) == (500, 500)


@both_libraries
async def test_headers_cookies_and_redirects_are_as_with_httpx(library: str) -> None:
    """Base headers are sent, cookies kept, redirects returned, and the host is the base URL's."""
    options = {"headers": {"X-Who": "me"}, "base_url": "http://shop.test"}
    async with open_client(make_app(), library=library, **options) as client:  # type: ignore[arg-type]
        await client.get("/cookie")
        sent = (await client.get("/headers")).json()
        moved = (await client.get("/moved")).status_code

    assert (sent["host"], sent["x-who"], sent["cookie"]) == ("shop.test", "me", "sid=baked")
    assert moved == 307


def test_the_synchronous_client_has_the_same_manners() -> None:
    """Headers, cookies and redirects do not depend on the kind of client."""
    with open_sync_client(
        make_app(), headers={"X-Who": "me"}, base_url="http://shop.test"
    ) as client:
        client.get("/cookie")
        sent = client.get("/headers").json()
        moved = client.get("/moved").status_code

    assert (sent["host"], sent["x-who"], sent["cookie"]) == ("shop.test", "me", "sid=baked")
    assert moved == 307


async def test_steps_happen_around_each_request() -> None:
    """What is asked before and after a request happens once each, awaited, also when it fails."""
    events: list[str] = []

    async def later() -> None:
        events.append("before")

    async with open_client(
        make_app(), before_request=later, after_request=lambda: events.append("after")
    ) as client:
        await client.get("/headers")
        with pytest.raises(BrokenError, match="road"):
            await client.get("/broken")

    assert events == ["before", "after"] * 2


def test_a_synchronous_client_awaits_nothing() -> None:
    """It takes its steps, and refuses one that would have to be awaited."""
    events: list[str] = []

    async def later() -> None:
        """Never run."""

    with open_sync_client(
        make_app(),
        before_request=lambda: events.append("before"),
        after_request=lambda: events.append("after"),
    ) as client:
        client.get("/headers")
    with (
        open_sync_client(make_app(), before_request=later) as client,
        pytest.raises(TypeError, match="cannot await"),
    ):
        client.get("/headers")

    assert events == ["before", "after"]


def test_a_client_on_a_foreign_loop_is_refused() -> None:
    """A request on another loop than the application's says so, instead of hanging."""

    async def open_only() -> Any:
        return await open_client(make_app(), lifespan=False).__aenter__()

    client = asyncio.run(open_only())
    with pytest.raises(ForeignLoopError, match="another event loop"):
        asyncio.run(client.get("/headers"))


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set a proxy, which a client of an application in this process must not use."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
