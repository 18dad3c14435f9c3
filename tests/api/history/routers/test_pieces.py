"""``POST /api/v1/runs/{run_id}/pieces`` through a client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from layerproof.history.records.pieces import Case
from tests.factories.pieces import write_coverage_json, write_junit, write_lcov
from tests.factories.reports import make_report, write_report
from tests.support.history import PUSHES, RUNS, code_of, push
from tests.support.history_world import API, World

TESTS = write_junit([Case("t.a::one", "passed", 0.5), Case("t.a::two", "passed", 0.25)])
FAILED = write_junit([Case("t.a::bad", "failed", 0.5, "no")])
XML = "application/xml"


async def send(
    client: httpx.AsyncClient,
    body: bytes = TESTS,
    *,
    run_id: str = "run",
    kind: str = XML,
    **query: Any,
) -> httpx.Response:
    """Push a piece of the shop's; it is the JUnit file of the suite ``unit`` unless told."""
    asked = {"suite": "unit", "format": "junit", "pieces": 1, "project": "shop", **query}
    wanted = {key: value for key, value in asked.items() if value is not None}
    headers = {"Content-Type": kind}
    return await client.post(
        f"{PUSHES}/{run_id}/pieces", params=wanted, content=body, headers=headers
    )


async def test_a_piece_is_stored(client: httpx.AsyncClient) -> None:
    """A first piece answers 201 with the run as it is, what is missing, and where it is read."""
    before = datetime.now(UTC)
    response = await send(
        client, pieces=4, shard=1, shards=2, commit="abc", branch="main", variant="3.12"
    )
    answer = response.json()
    assert (response.status_code, response.headers["location"]) == (201, f"{RUNS}/run")
    received = datetime.fromisoformat(answer.pop("received_at"))
    assert before <= received <= datetime.now(UTC)
    assert datetime.fromisoformat(answer.pop("created_at")) == received
    assert answer.pop("tool_version")
    place = {"suite": "unit", "matter": "tests", "variant": "3.12"}
    assert answer == {
        "id": "run",
        "project": "shop",
        "commit": "abc",
        "branch": "main",
        "dirty": False,
        "ruling": "not measured",
        "exit_code": 3,
        "partial": False,
        "complete": False,
        "branch_coverage": False,
        "tests": {
            "selected": 2,
            "passed": 2,
            "failed": 0,
            "error": 0,
            "skipped": 0,
            "xfailed": 0,
            "xpassed": 0,
        },
        "total": None,
        "pieces": {
            "expected": 4,
            "arrived": [{**place, "shard": 1}],
            "missing": [{**place, "shard": 2}],
            "unannounced": 2,
        },
    }


async def test_pieces_become_a_run(client: httpx.AsyncClient) -> None:
    """When all pieces of all kinds have come, the run is whole, and is read as any other one."""
    made = "2026-11-21T15:30:00Z"
    shared: dict[str, Any] = {"pieces": 4, "created_at": made}
    lines = write_coverage_json({"/ci/src/a.py": ([1], [2, 3])})
    cobertura = (
        b'<coverage><source>/ci</source><class filename="src/a.py"><line number="3" hits="1"/>'
        b"</class></coverage>"
    )
    answers = [
        await send(client, **shared),
        await send(client, lines, format="coverage-json", root="/ci", **shared),
        await send(client, write_lcov({"src/a.py": {1: 1}}), format="lcov", suite="api", **shared),
        await send(client, cobertura, format="cobertura", suite="web", root="/ci", **shared),
    ]
    assert [(a.status_code, a.json()["ruling"]) for a in answers] == [
        (201, "not measured"),
        (201, "not measured"),
        (201, "not measured"),
        (201, "kept"),
    ]
    run = (await client.get(f"{RUNS}/run")).json()
    assert (run["complete"], run["created_at"], run["reasons"]) == (True, made, [])
    assert (run["total"]["covered"], run["total"]["statements"]) == (2, 3)
    assert (await client.get(RUNS)).json()["items"][0]["id"] == "run"
    report = (await client.get(f"{RUNS}/run/report")).json()
    assert report["tool"]["name"] == "layerproof-history"
    assert [file["missing_lines"] for file in report["files"]] == [[2]]


async def test_the_same_piece_again(client: httpx.AsyncClient) -> None:
    """A piece that comes again answers 200 with the run as it is."""
    first = await send(client, pieces=2)
    again = await send(client, pieces=2)
    assert (again.status_code, again.json()) == (200, first.json())
    assert again.headers["location"] == first.headers["location"]


@pytest.mark.parametrize(
    ("body", "query"),
    [
        (FAILED, {}),
        (TESTS, {"suite": "api", "pieces": 3}),
        (TESTS, {"suite": "api", "commit": "other"}),
        (TESTS, {"suite": "api", "branch": "other"}),
        (TESTS, {"suite": "api", "shards": 2}),
        (TESTS, {"suite": "api", "created_at": "2026-11-21T15:30:01Z"}),
        (TESTS, {"shard": 2, "shards": 2}),
    ],
)
async def test_conflicts(client: httpx.AsyncClient, body: bytes, query: dict[str, Any]) -> None:
    """A piece that does not go together with the others answers 409 and changes nothing."""
    shared: dict[str, Any] = {
        "pieces": 2,
        "commit": "abc",
        "branch": "main",
        "created_at": "2026-11-21T15:30:00Z",
    }
    first = await send(client, **shared)
    response = await send(client, body, **{**shared, **query})
    assert code_of(response) == (409, "piece-conflict")
    assert (await send(client, **shared)).json() == first.json()


async def test_whole_reports_and_pieces(client: httpx.AsyncClient) -> None:
    """One id is of a whole report or of pieces, and the other way answers 409."""
    await push(client, make_report(run_id="whole"))
    await send(client, run_id="pieces")
    assert code_of(await send(client, run_id="whole")) == (409, "run-conflict")
    assert code_of(await push(client, make_report(run_id="pieces"))) == (409, "run-conflict")


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ({"suite": None}, "query.suite"),
        ({"suite": ""}, "query.suite"),
        ({"suite": "s" * 201}, "query.suite"),
        ({"suite": "nul\x00"}, "query.suite"),
        ({"suite": "merged"}, "query"),
        ({"format": None}, "query.format"),
        ({"format": "xunit"}, "query.format"),
        ({"pieces": None}, "query.pieces"),
        ({"pieces": 0}, "query.pieces"),
        ({"pieces": 1_001}, "query.pieces"),
        ({"pieces": "many"}, "query.pieces"),
        ({"shard": 0}, "query.shard"),
        ({"shard": 2}, "query"),
        ({"shards": 2}, "query"),
        ({"variant": "v" * 33}, "query.variant"),
        ({"commit": "c" * 256}, "query.commit"),
        ({"branch": "nul\x00"}, "query.branch"),
        ({"created_at": "yesterday"}, "query.created_at"),
        ({"created_at": "2026-11-21T15:30:00"}, "query.created_at"),
        ({"created_at": "1999-11-21T15:30:00Z"}, "query.created_at"),
        ({"root": "r" * 1_001}, "query.root"),
        ({"project": None}, "query.project"),
        ({"project": ""}, "query.project"),
        ({"shrads": 2}, "query.shrads"),
    ],
)
async def test_questions_that_cannot_be(
    client: httpx.AsyncClient, query: dict[str, Any], where: str
) -> None:
    """A parameter that is missing, impossible or unknown answers 422 and is named."""
    response = await send(client, **query)
    assert code_of(response) == (422, "invalid-request")
    assert [fault["where"] for fault in response.json()["faults"]] == [where]


async def test_an_id_that_is_none(client: httpx.AsyncClient) -> None:
    """A run's id is as reports have it."""
    response = await send(client, run_id="-no")
    assert code_of(response) == (422, "invalid-request")
    assert [fault["where"] for fault in response.json()["faults"]] == ["path.run_id"]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/xml", 201),
        ("text/xml; charset=utf-8", 201),
        ("application/json", 201),
        ("text/plain", 201),
        ("application/octet-stream", 201),
        ("multipart/form-data", 415),
        ("application/x-www-form-urlencoded", 415),
        ("", 415),
    ],
)
async def test_how_a_file_is_declared(client: httpx.AsyncClient, kind: str, status: int) -> None:
    """A file is taken under any of the usual types; what it is says `format`."""
    assert (await send(client, kind=kind)).status_code == status


async def test_what_cannot_be_understood(client: httpx.AsyncClient) -> None:
    """A file of another kind answers 422 and says where it is at fault."""
    response = await send(client, b"<testsuite><testcase time='x'/></testsuite>")
    assert code_of(response) == (422, "invalid-piece")
    fault = {"where": "line 1, column 12", "problem": "`time` is 'x'"}
    assert response.json()["faults"] == [fault]
    assert (await client.get(RUNS)).status_code == 404


async def test_a_token_names_the_project(world: World) -> None:
    """With accounts a piece goes to the token's project, and its use is noted."""
    tokens = f"{world.project}/tokens"
    client = world.client("push")
    for query in ({"project": None}, {"project": "shop", "suite": "api"}):
        response = await send(client, run_id="pieces", pieces=2, **query)
        assert response.status_code == 201, response.text
        assert response.headers["location"] == f"{world.project}/runs/pieces"
    assert code_of(await send(client, run_id="other", project="billing")) == (422, "wrong-project")
    listed = (await world.client("owner").get(tokens)).json()
    used = {token["name"]: token["last_used_at"] for token in _items(listed)}
    assert (used["push"] is None, used["read"]) == (False, None)


def _items(listed: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = listed["items"] if isinstance(listed, dict) else listed
    return items


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (None, (401, "unauthenticated")),
        ("expired", (401, "unauthenticated")),
        ("read", (403, "forbidden")),
        ("owner", (403, "forbidden")),
    ],
)
async def test_who_may_not_push(world: World, who: str | None, expected: tuple[int, str]) -> None:
    """Only a token for pushing pushes, and whoever may not is told before anything is read."""
    headers = world.headers(who)
    bare = world.client(None)
    response = await bare.post(f"{API}/runs/run/pieces", content=b"junk", headers=headers)
    assert code_of(response) == expected


@pytest.mark.parametrize(
    ("address", "kind", "whole"),
    [
        (f"{PUSHES}/late/pieces?suite=unit&format=junit&pieces=1", XML, TESTS),
        (PUSHES, "application/json", write_report(run_id="late")),
    ],
)
async def test_a_project_that_goes_while_the_body_arrives(
    world: World, address: str, kind: str, whole: bytes
) -> None:
    """Whoever pushes into a project that is deleted meanwhile is told so, and others go on."""

    async def body() -> AsyncIterator[bytes]:
        yield whole[:20]
        deleted = await world.client("owner").delete(world.project)
        assert deleted.status_code == 204
        yield whole[20:]

    pushing = world.client("push").post(address, content=body(), headers={"Content-Type": kind})
    response = await asyncio.wait_for(pushing, timeout=30)
    assert code_of(response) == (404, "project-not-found")
    assert response.json()["detail"] == "the project 'shop' was removed while the run arrived"
    assert (await world.client("owner").get(f"{API}/organizations")).status_code == 200
