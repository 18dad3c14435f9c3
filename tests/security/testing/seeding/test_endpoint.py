"""The endpoint for end-to-end tests is shut to all who may not, and gone outside of test mode."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from layerproof.testing import with_seeding
from layerproof.testing.scenarios import ScenarioError
from layerproof.testing.seeding.endpoint import Application
from tests.support import worlds
from tests.support.factory_databases import filled_place

TOKEN = "0123456789abcdef"
MODE = {"LAYERPROOF_TEST_MODE": "1", "LAYERPROOF_TEST_TOKEN": TOKEN}


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """An empty database's address."""
    with filled_place("sqlite", tmp_path) as place:
        yield place.url()


def make_app(address: str, environment: Mapping[str, str]) -> Application:
    """Return an application with the endpoint, if the environment allows one."""
    app = FastAPI()

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    return with_seeding(
        app, database=address, scenarios=worlds.NAMES, keep=["teams"], environment=environment
    )


@pytest.fixture
async def client(address: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application in test mode."""
    transport: Any = httpx.ASGITransport(app=make_app(address, MODE))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as found:
        yield found


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"LAYERPROOF_TEST_TOKEN": TOKEN},
        {"LAYERPROOF_TEST_MODE": "1"},
        {"LAYERPROOF_TEST_MODE": "1", "LAYERPROOF_TEST_TOKEN": ""},
        {"LAYERPROOF_TEST_MODE": "0", "LAYERPROOF_TEST_TOKEN": TOKEN},
        {"LAYERPROOF_TEST_MODE": "true", "LAYERPROOF_TEST_TOKEN": TOKEN},
    ],
)
def test_application_is_untouched_outside_of_test_mode(environment: dict[str, str]) -> None:
    """Without the mode or the token the very same application comes back."""
    app = FastAPI()
    assert with_seeding(app, database="sqlite://", environment=environment) is app


def test_mode_counts_when_the_application_is_made(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process's own environment is read once, when the application is made."""
    app = FastAPI()
    assert with_seeding(app, database=address) is app
    for name, value in MODE.items():
        monkeypatch.setenv(name, value)
    assert with_seeding(app, database=address) is not app


def test_guessable_token_is_refused() -> None:
    """A token that is too short is an error in test mode, not an open door."""
    environment = {"LAYERPROOF_TEST_MODE": "1", "LAYERPROOF_TEST_TOKEN": "secret"}
    with pytest.raises(ScenarioError, match="fewer than 16 characters"):
        with_seeding(FastAPI(), database="sqlite://", environment=environment)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("X-Layerproof-Token", "")],
        [("X-Layerproof-Token", TOKEN[:-1])],
        [("X-Layerproof-Token", TOKEN + "0")],
        [("X-Layerproof-Token", TOKEN.upper())],
        [("X-Layerproof-Token", "wrong"), ("X-Layerproof-Token", TOKEN)],
        [("Authorization", f"Bearer {TOKEN}")],
    ],
)
@pytest.mark.parametrize("path", ["scenarios/plain", "reset", "anything"])
async def test_wrong_token_is_refused(
    client: httpx.AsyncClient, path: str, headers: list[tuple[str, str]]
) -> None:
    """Without exactly the token every path is refused alike, and nothing is created."""
    answer = await client.post(f"/__layerproof__/{path}", headers=headers)
    assert (answer.status_code, answer.json()) == (
        403,
        {"error": "X-Layerproof-Token is missing or wrong"},
    )
    right = {"X-Layerproof-Token": TOKEN}
    made = await client.post("/__layerproof__/scenarios/plain", headers=right)
    assert made.json()["created"] == {"tenants": 1}


async def test_request_names_no_function_of_its_choice(client: httpx.AsyncClient) -> None:
    """A module's function cannot be called by where it is."""
    client.headers["X-Layerproof-Token"] = TOKEN
    answer = await client.post("/__layerproof__/scenarios/os:getcwd")
    assert (answer.status_code, "asked for by its name" in answer.json()["error"]) == (422, True)


async def test_scenario_and_reset(client: httpx.AsyncClient) -> None:
    """With the token a world is built and taken away again; the application works as ever."""
    client.headers["X-Layerproof-Token"] = TOKEN
    made = await client.post("/__layerproof__/scenarios/factories")
    assert (made.status_code, made.json()) == (
        201,
        {"scenario": "factories", "created": {"tenants": 2, "users": 2}, "result": ["Ann", "Ann"]},
    )
    reset = await client.post("/__layerproof__/reset")
    assert (reset.status_code, "users" in reset.json()["emptied"]) == (200, True)
    assert "teams" not in reset.json()["emptied"]
    again = await client.post("/__layerproof__/scenarios/awaited-factories")
    assert again.json()["result"] is None
    assert (await client.get("/health")).json() == {"status": "ok"}


async def test_wrong_requests_are_answered(client: httpx.AsyncClient) -> None:
    """A wrong method, path or name has an answer of its own."""
    client.headers["X-Layerproof-Token"] = TOKEN
    answers = [
        await client.get("/__layerproof__/reset"),
        await client.post("/__layerproof__/"),
        await client.post("/__layerproof__/scenarios/"),
        await client.post("/__layerproof__/scenarios/demo"),
    ]
    assert [answer.status_code for answer in answers] == [405, 404, 404, 422]
    assert 'there is no scenario "demo"' in answers[-1].json()["error"]
