"""Bodies that mean harm: too large, lying about their size, cut off, nested, or odd inside."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from layerproof.history.settings import HistorySettings
from tests.factories.reports import make_report, make_test, write_report
from tests.support.history import JSON, PUSHES, RUNS, code_of, push, running_client

LIMIT = 10_000


@pytest.fixture
async def small(settings: HistorySettings) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of a server that takes 10,000 bytes."""
    async with running_client(replace(settings, max_body=LIMIT)) as client:
        yield client


def _padded(size: int) -> bytes:
    return write_report().ljust(size)


async def test_a_body_of_exactly_the_limit_is_taken(small: httpx.AsyncClient) -> None:
    """The limit itself is within the limit; one byte more is not."""
    at_limit = await small.post(PUSHES, content=_padded(LIMIT), headers=JSON)
    above = await small.post(PUSHES, content=_padded(LIMIT + 1), headers=JSON)
    assert at_limit.status_code == 201
    assert code_of(above) == (413, "report-too-large")


@pytest.mark.parametrize("declared", [None, "10", "0", "-1", "x", "1" * 6_000, "²"])
async def test_a_body_that_hides_its_size(small: httpx.AsyncClient, declared: str | None) -> None:
    """What counts is what arrives, and no more is read than it takes to see that."""
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 1_000 * LIMIT:
            sent += 1_000
            yield b" " * 1_000

    declaration = {} if declared is None else {"Content-Length": declared}
    headers = [(k.encode(), v.encode()) for k, v in {**JSON, **declaration}.items()]
    response = await small.post(PUSHES, content=endless(), headers=headers)
    assert code_of(response) == (413, "report-too-large")
    assert sent <= LIMIT + 1_000


async def test_a_size_that_is_declared_too_large_is_not_read(small: httpx.AsyncClient) -> None:
    """A body that is declared too large is refused before a byte of it is read."""
    read = False

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        read = True
        yield b"{}"

    headers = {**JSON, "Content-Length": str(LIMIT + 1)}
    response = await small.post(PUSHES, content=body(), headers=headers)
    assert code_of(response) == (413, "report-too-large")
    assert not read


async def test_a_client_that_goes_away(app: FastAPI, client: httpx.AsyncClient) -> None:
    """A body that breaks off is not stored, and nothing fails because of it."""
    incoming: list[dict[str, Any]] = [
        {"type": "http.request", "body": write_report(run_id="cut"), "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return incoming.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": PUSHES,
        "headers": [(b"content-type", b"application/json"), (b"host", b"127.0.0.1")],
        "query_string": b"",
    }
    await app(scope, receive, send)
    assert sent[0]["status"] == 400
    assert (await client.get(f"{RUNS}/cut")).status_code == 404


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"schema_version":1,"x":[', b'[{"":'])
async def test_deep_nesting_is_refused(client: httpx.AsyncClient, opening: bytes) -> None:
    """A document of a hundred thousand levels is refused; the server goes on."""
    response = await client.post(PUSHES, content=opening * 100_000, headers=JSON)
    assert code_of(response) == (400, "malformed-report")
    assert (await client.get("/api/v1/health")).status_code == 200


async def test_nesting_that_can_be_read_is_kept(client: httpx.AsyncClient) -> None:
    """A key that is not known may hold what it likes, within the depth that is read."""
    deep: Any = 1
    for _ in range(150):
        deep = [deep]
    await push(client, make_report(run_id="deep", extra=deep))
    assert (await client.get(f"{RUNS}/deep/report")).json()["extra"] == deep


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5_000])
@pytest.mark.parametrize("key", ["seconds", "anything"])
async def test_numbers_that_are_none(client: httpx.AsyncClient, key: str, number: str) -> None:
    """Numbers that JSON or the database cannot hold are refused, wherever they stand."""
    body = json.dumps(make_report(tests=[make_test() | {key: "HERE"}]))
    response = await client.post(PUSHES, content=body.replace('"HERE"', number), headers=JSON)
    assert code_of(response) == (400, "malformed-report")


@pytest.mark.parametrize("number", [2**31, 2**63, 2**64, 10**300, -1])
async def test_numbers_that_are_too_large(client: httpx.AsyncClient, number: int) -> None:
    """Counts beyond what every database holds are refused by name."""
    document = make_report()
    document["suites"][0]["tests"]["passed"] = number
    response = await push(client, document)
    assert code_of(response) == (422, "invalid-report")
    assert [fault["where"] for fault in response.json()["faults"]] == ["suites.0.tests.passed"]


@pytest.mark.parametrize("text", [b"\\ud800", b"\\udc00\\ud800", b"\xff", b"\xc3"])
async def test_text_that_is_none(client: httpx.AsyncClient, text: bytes) -> None:
    """Halves of characters, and bytes that are not UTF-8, are refused."""
    body = write_report(project="HERE").replace(b"HERE", text)
    response = await client.post(PUSHES, content=body, headers=JSON)
    assert code_of(response) == (400, "malformed-report")


async def test_nul_in_a_name_is_refused_and_in_a_message_made_visible(
    client: httpx.AsyncClient,
) -> None:
    """NUL characters never reach a name; the message of a test may have had them."""
    named = await push(client, make_report(tests=[make_test(nodeid="a\x00b")]))
    told = await push(client, make_report(tests=[make_test(message="a\x00b")]))
    assert code_of(named) == (422, "invalid-report")
    assert told.status_code == 201


async def test_keys_cannot_set_what_is_the_servers(client: httpx.AsyncClient) -> None:
    """What a report says beyond its format does not become part of the stored run."""
    ours = {"received_at": "2001-01-01T00:00:00Z", "key": 77, "digest": "0", "project_id": 9}
    document = make_report(run_id="mass") | ours
    document["run"] |= ours
    pushed = (await push(client, document)).json()
    assert not pushed["received_at"].startswith("2001")
    assert set(pushed).isdisjoint({"key", "digest", "project_id"})


async def test_a_great_many_keys(client: httpx.AsyncClient) -> None:
    """Two hundred thousand keys that mean nothing are stored without trouble."""
    extra = {f"key-{number}": number for number in range(200_000)}
    response = await push(client, make_report(extra=extra))
    assert response.status_code == 201
