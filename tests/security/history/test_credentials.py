"""Credentials that are none: every route refuses each of them in the same words."""

from __future__ import annotations

import httpx
import pytest

from tests.support.history import code_of
from tests.support.history_document import Operation, closed_operations, operations
from tests.support.history_operations import request_of, url_of
from tests.support.history_world import World

NAMES = [operation.name for operation in closed_operations()]

FORM = "application/x-www-form-urlencoded"

#: What may stand in the header and is no bearer's token.
HEADERS = {
    "nothing": {},
    "empty": {"Authorization": ""},
    "no token": {"Authorization": "Bearer "},
    "no scheme": {"Authorization": "{good}"},
    "another scheme": {"Authorization": "Basic {good}"},
    "two tokens": {"Authorization": "Bearer {good} {good}"},
    "cut short": {"Authorization": "Bearer {cut}"},
    "in a header of its own": {"X-Api-Key": "{good}"},
    "in a cookie": {"Cookie": "access_token={good}; Authorization=Bearer {good}"},
    "not ASCII": {"Authorization": "Bearer \xff\xfe"},
    "very long": {"Authorization": "Bearer " + "a.b.c" * 2_000},
}


def _shown(world: World) -> dict[str, dict[str, str]]:
    good = world.credentials["owner"]
    shown = {
        kind: {name: value.format(good=good, cut=good[:-1]) for name, value in headers.items()}
        for kind, headers in HEADERS.items()
    }
    return shown | {kind: world.headers(kind) for kind in world.refused}


async def _refusal(
    world: World, operation: Operation, headers: dict[str, str]
) -> tuple[object, ...]:
    request = request_of(operation, world)
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    sent = {name.encode(): value.encode() for name, value in request.pop("headers", {}).items()}
    answer = await world.client().request(**request, headers=[*sent.items(), *raw])
    return _shape(answer)


def _shape(answer: httpx.Response) -> tuple[object, ...]:
    return (
        answer.status_code,
        answer.headers.get("content-type"),
        answer.headers.get("www-authenticate"),
        answer.text,
    )


async def test_every_route_refuses_every_credential_that_is_none(world: World) -> None:
    """Missing, forged, expired, revoked, ended: 401, and always the same answer to the letter."""
    answers = {
        (operation.name, kind): await _refusal(world, operation, headers)
        for operation in closed_operations()
        for kind, headers in _shown(world).items()
    }
    first = next(iter(answers.values()))
    assert first[:3] == (401, "application/problem+json", "Bearer")
    assert {case: answer for case, answer in answers.items() if answer != first} == {}


async def test_the_refusal_has_the_one_shape(world: World) -> None:
    """Who is refused learns what to do, in the shape that every error has."""
    answer = await world.client("garbage").get(world.organization + "/projects/shop/runs")
    assert code_of(answer) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("kind", ["text/plain", "application/json", FORM, "multipart/form-data"])
async def test_a_credential_is_looked_at_before_anything_else(world: World, kind: str) -> None:
    """Nobody learns from a refusal whether an address, a parameter or a body was good."""
    answers = {}
    for operation in closed_operations():
        nowhere = dict.fromkeys(operation.places, "nowhere")
        answers[operation.name] = await world.client("garbage").request(
            operation.method,
            url_of(operation, world, **nowhere),
            params={"limit": "x", "cursor": "x"},
            content=b"\xff{",
            headers={"Content-Type": kind},
        )
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        NAMES, 401
    )


async def test_no_method_gets_around_a_credential(world: World) -> None:
    """A method that an address does not list answers nobody with anything."""
    listed = {(operation.method, operation.path) for operation in operations()}
    answers = {
        (method, operation.path): await world.client().request(method, url_of(operation, world))
        for operation in closed_operations()
        for method in ("HEAD", "OPTIONS", "TRACE", "PATCH", "PUT", "DELETE", "POST", "GET")
        if (method, operation.path) not in listed
    }
    assert {
        case: answer.status_code
        for case, answer in answers.items()
        if answer.status_code not in (401, 404, 405)
    } == {}
