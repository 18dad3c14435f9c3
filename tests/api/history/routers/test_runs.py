"""Runs through a client: pushed, listed and read."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI

from layerproof.history.database import Database
from tests.factories.reports import (
    make_counts,
    make_gate,
    make_layer,
    make_reason,
    make_report,
    make_suite,
)
from tests.support.history import JSON, PUSHES, RUNS, code_of, push


async def test_a_new_report_is_stored(client: httpx.AsyncClient) -> None:
    """A first push answers 201 with the run and where it can be read."""
    before = datetime.now(UTC)
    response = await push(client, make_report(run_id="first"))
    answer = response.json()
    received = datetime.fromisoformat(answer.pop("received_at"))
    assert (response.status_code, response.headers["location"]) == (201, f"{RUNS}/first")
    assert before <= received <= datetime.now(UTC)
    assert answer == {
        "id": "first",
        "project": "shop",
        "created_at": "2026-11-21T15:30:00Z",
        "commit": "9f8e7d6c",
        "branch": "main",
        "dirty": False,
        "ruling": "kept",
        "exit_code": 0,
        "partial": False,
        "complete": True,
        "branch_coverage": False,
        "tool_version": "0.1.0",
        "tests": make_suite()["tests"],
        "total": make_counts(200, 20),
    }


async def test_the_page_of_a_new_run(client: httpx.AsyncClient) -> None:
    """The answer leads to the run's page as well, which is there."""
    response = await push(client, make_report(run_id="a-run_1.2"))
    page = response.links["alternate"]
    assert (page["url"], page["type"]) == ("/o/local/shop/runs/a-run_1.2", "text/html")
    assert (await client.get(page["url"])).status_code == 200


async def test_the_same_report_again(client: httpx.AsyncClient) -> None:
    """A second push answers 200 with the run as it was stored the first time."""
    document = make_report()
    first, second = await push(client, document), await push(client, document)
    assert (second.status_code, second.json()) == (200, first.json())
    assert second.headers["location"] == first.headers["location"]


async def test_another_report_under_the_same_id(client: httpx.AsyncClient) -> None:
    """A push of other content under a taken id answers 409 and changes nothing."""
    first = await push(client, make_report(run_id="taken"))
    response = await push(client, make_report(run_id="taken", branch="other"))
    assert code_of(response) == (409, "run-conflict")
    listed = (await client.get(RUNS)).json()
    assert listed == {"items": [first.json()], "next": None}


async def test_a_whole_run_is_given(client: httpx.AsyncClient) -> None:
    """A run is given with its reasons, notes, suites, layers, total and gates."""
    suite = make_suite()
    del suite["parts"]
    pushed = await push(client, make_report(run_id="whole", ruling="broken"))
    response = await client.get(f"{RUNS}/whole")
    assert response.status_code == 200
    assert response.json() == {
        **pushed.json(),
        "reasons": [make_reason()],
        "notes": ["one note"],
        "suites": [suite],
        "layers": [make_layer("service"), make_layer("router", 50, 0)],
        "total_layer": make_layer("total", 200, 20),
        "gates": [make_gate()],
    }


async def test_the_report_itself_is_given(client: httpx.AsyncClient) -> None:
    """The pushed report can be had back, whole."""
    document = make_report(run_id="report", extra={"kept": True})
    await push(client, document)
    response = await client.get(f"{RUNS}/report/report")
    assert response.headers["content-type"] == "application/json"
    assert response.json() == document


@pytest.mark.parametrize("path", ["/none", "/none/report", "/a%2Fb", "/%00", "/%FF"])
async def test_a_run_that_is_not_there(client: httpx.AsyncClient, path: str) -> None:
    """A run that is not stored answers 404."""
    await push(client, make_report())
    response = await client.get(f"{RUNS}{path}")
    assert response.status_code == 404
    assert code_of(response)[1] in ("run-not-found", "not-found")


async def test_pages_follow_each_other(client: httpx.AsyncClient) -> None:
    """With the cursor of each page the next one comes, newest first, until there is none."""
    for hour in range(5):
        moment = f"2026-11-21T{hour:02}:00:00Z"
        await push(client, make_report(run_id=f"run-{hour}", created_at=moment))
    pages: list[list[str]] = []
    cursor: str | None = ""
    while cursor is not None:
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await client.get(RUNS, params=params)).json()
        pages.append([run["id"] for run in page["items"]])
        cursor = page["next"]
    assert pages == [["run-4", "run-3"], ["run-2", "run-1"], ["run-0"]]


async def test_a_run_that_arrives_does_not_shift_the_pages(client: httpx.AsyncClient) -> None:
    """Runs that come in between two pages neither repeat nor hide older ones."""
    for hour in range(3):
        moment = f"2026-11-21T{hour:02}:00:00Z"
        await push(client, make_report(run_id=f"run-{hour}", created_at=moment))
    first = (await client.get(RUNS, params={"limit": 2})).json()
    await push(client, make_report(run_id="new", created_at="2026-11-22T00:00:00Z"))
    second = (await client.get(RUNS, params={"limit": 2, "cursor": first["next"]})).json()
    assert [run["id"] for run in second["items"]] == ["run-0"]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ["broken", "side", "main"]),
        ({"commit": "abc"}, ["side"]),
        ({"branch": "side"}, ["side"]),
        ({"ruling": "broken"}, ["broken"]),
        ({"ruling": "not measured"}, []),
        ({"branch": "main", "ruling": "kept"}, ["main"]),
    ],
)
async def test_filters(
    client: httpx.AsyncClient, params: dict[str, str], expected: list[str]
) -> None:
    """Each filter leaves the runs that it names."""
    await push(client, make_report(run_id="other", project="other"))
    await push(client, make_report(run_id="main"))
    await push(client, make_report(run_id="side", branch="side", commit="abc"))
    await push(client, make_report(run_id="broken", ruling="broken"))
    page = (await client.get(RUNS, params=params)).json()
    assert [run["id"] for run in page["items"]] == expected


@pytest.mark.parametrize(
    ("params", "where"),
    [
        ({"limit": "0"}, "query.limit"),
        ({"limit": "201"}, "query.limit"),
        ({"limit": "many"}, "query.limit"),
        ({"ruling": "fine"}, "query.ruling"),
        ({"commit": "x" * 256}, "query.commit"),
        ({"commit": "nul\x00"}, "query.commit"),
        ({"branch": "x" * 256}, "query.branch"),
        ({"cursor": "x"}, "query.cursor"),
        ({"cursor": "x" * 101}, "query.cursor"),
    ],
)
async def test_questions_that_cannot_be(
    client: httpx.AsyncClient, params: dict[str, str], where: str
) -> None:
    """A parameter with an impossible value answers 422 and is named."""
    await push(client, make_report())
    response = await client.get(RUNS, params=params)
    assert code_of(response) == (422, "invalid-request")
    assert [fault["where"] for fault in response.json()["faults"]] == [where]


async def test_an_unknown_schema_version(client: httpx.AsyncClient) -> None:
    """A version that is not known answers 422 and names the known ones."""
    response = await push(client, make_report(schema_version=2))
    assert code_of(response) == (422, "unknown-schema-version")
    assert response.json()["detail"] == "schema version 2 is not known; known: 1"


async def test_a_document_that_is_no_report(client: httpx.AsyncClient) -> None:
    """A wrong document answers 422 with each fault and where it stands."""
    response = await push(client, make_report(suites=3, tool={"name": "layerproof"}))
    assert code_of(response) == (422, "invalid-report")
    assert response.json()["faults"] == [
        {"where": "tool.version", "problem": "Field required"},
        {"where": "suites", "problem": "Input should be a valid list"},
    ]


async def test_a_body_that_is_no_json(client: httpx.AsyncClient) -> None:
    """A body that is not JSON answers 400."""
    response = await client.post(PUSHES, content=b"{", headers=JSON)
    assert code_of(response) == (400, "malformed-report")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 201),
        ("Application/JSON; charset=utf-8", 201),
        ("text/plain", 415),
        ("application/xml", 415),
        ("", 415),
        (None, 415),
    ],
)
async def test_only_json_is_taken(client: httpx.AsyncClient, kind: str | None, status: int) -> None:
    """A body is taken as JSON only if it is declared so."""
    headers = {} if kind is None else {"Content-Type": kind}
    body = json.dumps(make_report()).encode()
    response = await client.post(PUSHES, content=body, headers=headers)
    assert response.status_code == status
    if status == 415:
        assert code_of(response) == (415, "unsupported-content")


async def test_a_compressed_body_is_not_taken(client: httpx.AsyncClient) -> None:
    """A body with a content encoding answers 415."""
    headers = {**JSON, "Content-Encoding": "gzip"}
    response = await client.post(PUSHES, content=b"", headers=headers)
    assert code_of(response) == (415, "unsupported-content")


async def test_nothing_is_answered_before_it_is_stored(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    """Where the commit fails, the answer is an error, never 201."""

    class Failing(Database):
        def write(self):  # type: ignore[no-untyped-def]
            session = super().write()

            async def commit() -> None:
                raise OSError("disk full")

            session.commit = commit  # type: ignore[method-assign]
            return session

    real = app.state.database
    app.state.database = failing = Failing(app.state.settings)
    try:
        response = await push(client, make_report(run_id="unlucky"))
    finally:
        app.state.database = real
        await failing.close()
    assert code_of(response) == (500, "internal")
    assert (await client.get(f"{RUNS}/unlucky")).status_code == 404
