"""Many at once: none lost, none twice, none half."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest

from layerproof.history.settings import HistorySettings
from tests.factories.reports import make_report, make_test
from tests.support.history import RUNS, execute, push, running_client

WRITERS = 50


@pytest.fixture
async def clients(settings: HistorySettings) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Give clients of two servers on one database."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(running_client(settings)) for _ in range(2)]


async def _push_all(
    clients: list[httpx.AsyncClient], documents: list[dict[str, object]]
) -> list[int]:
    pushes = [
        push(clients[number % len(clients)], document) for number, document in enumerate(documents)
    ]
    return [response.status_code for response in await asyncio.gather(*pushes)]


@pytest.mark.parametrize("servers", [1, 2])
async def test_fifty_writers(
    settings: HistorySettings, clients: list[httpx.AsyncClient], servers: int
) -> None:
    """Fifty runs that are pushed at once are all stored, each once and whole."""
    tests = [make_test(number) for number in range(20)]
    documents = [make_report(run_id=f"run-{n}", tests=tests) for n in range(WRITERS)]
    statuses = await _push_all(clients[:servers], documents)
    listed = (await clients[0].get(RUNS, params={"limit": 200})).json()["items"]
    assert statuses == [201] * WRITERS
    assert Counter(run["id"] for run in listed) == Counter(f"run-{n}" for n in range(WRITERS))
    results = execute(settings, "SELECT count(*) FROM test_results GROUP BY run_id")
    assert results == [(20,)] * WRITERS
    assert execute(settings, "SELECT count(*) FROM tests") == [(20,)]


async def test_a_hundred_pushes_two_of_them_of_one_run(
    settings: HistorySettings, clients: list[httpx.AsyncClient]
) -> None:
    """Of a hundred pushes at once, two of the same run, none is lost and none is there twice."""
    tests = [make_test(number) for number in range(100)]
    documents = [make_report(run_id=f"run-{n}", tests=tests) for n in range(99)]
    started = time.monotonic()
    statuses = await _push_all(clients, [*documents, documents[42]])
    assert time.monotonic() - started < 60
    assert Counter(statuses) == {201: 99, 200: 1}
    stored = execute(settings, "SELECT run_id FROM runs")
    assert Counter(stored) == Counter((f"run-{n}",) for n in range(99))
    results = execute(settings, "SELECT count(*) FROM test_results GROUP BY run_id")
    assert results == [(100,)] * 99
    assert execute(settings, "SELECT count(*) FROM tests") == [(100,)]


@pytest.mark.parametrize("servers", [1, 2])
async def test_the_same_run_many_times_at_once(
    settings: HistorySettings, clients: list[httpx.AsyncClient], servers: int
) -> None:
    """Of equal pushes at one moment exactly one stores, and all others find it stored."""
    document = make_report(run_id="same")
    statuses = await _push_all(clients[:servers], [document] * 20)
    assert Counter(statuses) == {201: 1, 200: 19}
    assert execute(settings, "SELECT run_id FROM runs") == [("same",)]


@pytest.mark.parametrize("servers", [1, 2])
async def test_different_runs_with_one_id_at_once(
    settings: HistorySettings, clients: list[httpx.AsyncClient], servers: int
) -> None:
    """Of different reports with one id exactly one is stored, and all others are told so."""
    documents = [make_report(run_id="one", branch=f"branch-{n}") for n in range(20)]
    statuses = await _push_all(clients[:servers], documents)
    assert Counter(statuses) == {201: 1, 409: 19}
    assert execute(settings, "SELECT count(*) FROM run_suites") == [(1,)]


async def test_many_projects_come_to_be_at_once(
    settings: HistorySettings, clients: list[httpx.AsyncClient]
) -> None:
    """Projects that many pushes make at once are made once each."""
    documents = [make_report(project=f"project-{n % 5}") for n in range(WRITERS)]
    statuses = await _push_all(clients, documents)
    assert statuses == [201] * WRITERS
    assert execute(settings, "SELECT count(*) FROM projects") == [(5,)]


async def test_reading_while_others_write(clients: list[httpx.AsyncClient]) -> None:
    """Lists that are read during pushes are answered, and show no run half."""
    await push(clients[0], make_report(run_id="first"))
    documents = [make_report(run_id=f"run-{n}") for n in range(20)]
    pushing = asyncio.create_task(_push_all(clients[:1], documents))
    seen = []
    while not pushing.done():
        page = await clients[1].get(RUNS)
        seen.append((page.status_code, {run["tests"]["selected"] for run in page.json()["items"]}))
    assert await pushing == [201] * 20
    assert {status for status, _ in seen} == {200}
    assert {count for _, counts in seen for count in counts} <= {2}
