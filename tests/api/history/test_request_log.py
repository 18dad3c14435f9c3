"""One line in the log for each request, and its id in the answer."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError

from tests.factories.reports import write_report
from tests.support.history import BASE_URL, JSON, RUNS, code_of
from tests.support.history_log import CaughtLog, caught_log

UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@pytest.fixture
def log() -> Iterator[CaughtLog]:
    """Give what the server of a test logs."""
    with caught_log() as caught:
        yield caught


async def test_a_requests_line(client: httpx.AsyncClient, log: CaughtLog) -> None:
    """A request's line has who asked what by which route, how it ended, and how long it took."""
    response = await client.get(f"{RUNS}/a-run-that-is-not-there?x=1")
    (line,) = log.requests
    assert line.pop("milliseconds") > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", line.pop("timestamp"))
    assert line == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "route": "/api/v1/organizations/{organization}/projects/{project}/runs/{run_id}",
        "status": 404,
        "who": "local",
        "client": "127.0.0.1",
        "request_id": response.headers["x-request-id"],
    }


@pytest.mark.parametrize(
    "given", ["0123456789abcdef" * 2, "6F9619FF-8B86-D011-B42D-00C04FC964FF", "1-67a92466"]
)
async def test_an_id_that_is_kept(client: httpx.AsyncClient, log: CaughtLog, given: str) -> None:
    """An id of hexadecimal digits that a proxy gave is the request's, in answer and log."""
    response = await client.get("/api/v1/nowhere", headers={"X-Request-ID": given})
    assert code_of(response) == (404, "not-found")
    assert response.headers["x-request-id"] == given
    assert [line["request_id"] for line in log.requests] == [given]


@pytest.mark.parametrize(
    "given",
    ["", "1234567", "a" * 65, "lpt_abcdefgh", "abcdefgh\x01", "a b c d e f", "0123456789;drop"],
)
async def test_an_id_that_is_replaced(
    client: httpx.AsyncClient, log: CaughtLog, given: str
) -> None:
    """An id that could be something else is not repeated anywhere; a new one is made."""
    response = await client.get("/api/v1/nowhere", headers={"X-Request-ID": given})
    assert re.fullmatch(UUID, response.headers["x-request-id"])
    assert [line["request_id"] for line in log.requests] == [response.headers["x-request-id"]]


async def test_ids_are_not_shared(client: httpx.AsyncClient) -> None:
    """Each request has an id of its own."""
    answers = [await client.get("/api/v1/health") for _ in range(3)]
    assert len({answer.headers["x-request-id"] for answer in answers}) == 3


async def test_probes_are_quiet(client: httpx.AsyncClient, log: CaughtLog) -> None:
    """Probes that are answered well are for debugging only; those that are not are errors."""
    await client.get("/api/v1/health")
    await client.get("/api/v1/ready")
    await client.get(RUNS)
    assert [line["level"] for line in log.requests] == ["debug", "debug", "info"]


async def test_a_failure(app: FastAPI, log: CaughtLog) -> None:
    """A failure is logged where it was raised, under the id that its answer has."""

    @app.get("/api/v1/broken")
    async def broken() -> None:
        raise RuntimeError("words")

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        response = await client.get("/api/v1/broken")
    assert code_of(response) == (500, "internal")
    failure, request = [event for event in log.events if event["level"] == "error"]
    assert (failure["event"], request["event"], request["status"]) == ("failure", "request", 500)
    assert failure["request_id"] == request["request_id"] == response.headers["x-request-id"]
    assert failure["exception"].splitlines()[-3:] == [
        failure["exception"].splitlines()[-3],
        '    raise RuntimeError("words")',
        "builtins.RuntimeError",
    ]
    assert f'File "{__file__}"' in failure["exception"].splitlines()[-3]


async def test_a_database_that_cannot_work(
    app: FastAPI, client: httpx.AsyncClient, log: CaughtLog
) -> None:
    """Why the database cannot work stands in the log: a full disk does not mend itself."""

    @app.get("/api/broken")
    async def broken() -> None:
        full = sqlite3.OperationalError("words")
        full.sqlite_errorname = "SQLITE_FULL"
        raise OperationalError("INSERT words", {}, full) from full

    response = await client.get("/api/broken")
    assert code_of(response) == (503, "database-unavailable")
    failure, request = [event for event in log.events if event["level"] == "error"]
    assert (failure["event"], request["status"]) == ("database unavailable", 503)
    assert failure["request_id"] == response.headers["x-request-id"]
    assert "SQLITE_FULL" in failure["exception"]


async def test_a_stored_push(client: httpx.AsyncClient, log: CaughtLog) -> None:
    """A push is a line as any other."""
    await client.post("/api/v1/runs", content=write_report(), headers=JSON)
    (line,) = log.requests
    assert (line["method"], line["route"], line["status"]) == ("POST", "/api/v1/runs", 201)


async def test_lines_for_people(client: httpx.AsyncClient) -> None:
    """As text, a line begins with when, how bad and what; nothing in it can begin another line."""
    with caught_log("text", "info") as log:
        await client.put("/api/v1/health")
        await client.get("/api/v1/nowhere", headers={"X-Request-ID": "abcdef0123456789"})
    first, second = log.text.splitlines()
    assert re.fullmatch(
        r"\S+Z info request method=PUT route=/api/v1/health status=405 milliseconds=\S+ who=- "
        r"client=127\.0\.0\.1 request_id=\S+",
        first,
    )
    assert re.fullmatch(
        r"\S+Z info request method=GET route=- status=404 milliseconds=\S+ who=- "
        r"client=127\.0\.0\.1 request_id=abcdef0123456789",
        second,
    )


async def test_what_is_below_the_level(client: httpx.AsyncClient) -> None:
    """Where only errors are logged, a request that went well leaves no line."""
    with caught_log("text", "error") as log:
        await client.get(RUNS)
    assert log.text == ""
