"""Pieces of one run, from many machines at once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import httpx
import pytest

from layerproof.history.database import Database
from layerproof.history.pruning import prune
from layerproof.history.records.pieces import Case
from layerproof.history.settings import HistorySettings
from tests.factories.pieces import write_junit, write_lcov
from tests.factories.reports import make_report, make_test
from tests.support.history import PUSHES, RUNS, execute, push, running_client
from tests.support.history_world import World, running_world

SHARDS = 12


@pytest.fixture
async def clients(settings: HistorySettings) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Give clients of two servers on one database."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(running_client(settings)) for _ in range(2)]


async def send_tests(
    client: httpx.AsyncClient, shard: int, *, run_id: str = "run", name: str = "test"
) -> httpx.Response:
    """Push the tests of a shard: two of its own, and one that all shards have."""
    cases = [Case(f"t::{name}_{shard}_{n}", "passed", 0.5) for n in range(2)]
    body = write_junit([*cases, Case("t::everywhere", "passed")])
    return await _send(client, run_id, body, shard=shard, format="junit")


async def send_lines(
    client: httpx.AsyncClient, shard: int, *, run_id: str = "run"
) -> httpx.Response:
    """Push the coverage of a shard, which ran one line of its own."""
    lines = {line: int(line == shard) for line in range(1, SHARDS + 1)}
    return await _send(client, run_id, write_lcov({"a.py": lines}), shard=shard, format="lcov")


async def _send(
    client: httpx.AsyncClient, run_id: str, body: bytes, **query: str | int
) -> httpx.Response:
    shared: dict[str, str | int] = {"suite": "unit", "shards": SHARDS, "project": "shop"}
    address = f"{PUSHES}/{run_id}/pieces"
    headers = {"Content-Type": "text/plain"}
    return await client.post(
        address, params={"pieces": 2 * SHARDS} | shared | query, content=body, headers=headers
    )


async def test_all_shards_at_once(
    settings: HistorySettings, clients: list[httpx.AsyncClient]
) -> None:
    """Shards that arrive at one moment, at two servers, are all in the run, each once."""
    sending = [
        send(clients[(shard + place) % 2], shard)
        for shard in range(1, SHARDS + 1)
        for place, send in enumerate((send_tests, send_lines))
    ]
    random.Random(7).shuffle(sending)
    answers = await asyncio.gather(*sending)
    assert Counter(answer.status_code for answer in answers) == {201: 2 * SHARDS}
    assert Counter(answer.json()["complete"] for answer in answers) == {False: 23, True: 1}
    run = (await clients[0].get(f"{RUNS}/run")).json()
    assert (run["complete"], run["ruling"], run["tests"]["passed"]) == (True, "kept", 3 * SHARDS)
    assert (run["total"]["statements"], run["total"]["missing"]) == (SHARDS, 0)
    assert execute(settings, "SELECT count(*) FROM run_pieces") == [(2 * SHARDS,)]
    assert execute(settings, "SELECT count(*) FROM test_results") == [(3 * SHARDS,)]
    assert execute(settings, "SELECT count(*) FROM tests") == [(2 * SHARDS + 1,)]


async def test_the_same_piece_many_times_at_once(
    settings: HistorySettings, clients: list[httpx.AsyncClient]
) -> None:
    """Of equal pieces at one moment exactly one is stored, and all others find it stored."""
    answers = await asyncio.gather(*(send_tests(clients[n % 2], 1) for n in range(12)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: 11}
    assert execute(settings, "SELECT count(*) FROM run_pieces") == [(1,)]


async def test_different_contents_in_one_place_at_once(
    settings: HistorySettings, clients: list[httpx.AsyncClient]
) -> None:
    """Of different files for one place exactly one is stored, and all others are told so."""
    sending = [send_tests(clients[n % 2], 1, name=f"variety_{n}") for n in range(12)]
    answers = await asyncio.gather(*sending)
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 11}
    assert execute(settings, "SELECT count(*) FROM test_results") == [(3,)]


async def test_a_report_and_pieces_of_one_id_at_once(
    settings: HistorySettings, clients: list[httpx.AsyncClient]
) -> None:
    """A run is whole or in pieces, whichever was first; the other way is refused."""
    report = make_report(run_id="run", tests=[make_test(1)])
    sending = [send_tests(clients[shard % 2], shard) for shard in range(1, 7)]
    answers = await asyncio.gather(*sending, *(push(clients[n % 2], report) for n in range(6)))
    of_pieces = Counter(answer.status_code for answer in answers[:6])
    of_reports = Counter(answer.status_code for answer in answers[6:])
    assert (of_pieces, of_reports) in (
        ({201: 6}, {409: 6}),
        ({409: 6}, {201: 1, 200: 5}),
    )
    (pieces,) = execute(settings, "SELECT count(*) FROM run_pieces")
    assert pieces == ((6,) if of_pieces == {201: 6} else (0,))


async def test_a_run_that_is_removed_while_it_arrives(clients: list[httpx.AsyncClient]) -> None:
    """Whoever removes a run in the middle leaves no half of one: what came later is there."""
    sending = [send_tests(clients[shard % 2], shard) for shard in range(1, SHARDS + 1)]
    removing = [clients[n].delete(f"{RUNS}/run") for n in range(2)]
    answers = await asyncio.gather(*sending, *removing)
    assert {answer.status_code for answer in answers[:SHARDS]} == {201}
    assert {answer.status_code for answer in answers[SHARDS:]} <= {204, 404}
    again = await asyncio.gather(
        *(send_tests(clients[shard % 2], shard) for shard in range(1, SHARDS + 1))
    )
    assert {answer.status_code for answer in again} <= {200, 201}
    run = (await clients[0].get(f"{RUNS}/run")).json()
    assert run["tests"]["passed"] == 3 * SHARDS


async def test_pruning_while_others_push(
    settings: HistorySettings, clients: list[httpx.AsyncClient]
) -> None:
    """Tests that are removed at the moment in which they are used again lose no result."""
    old = make_report(run_id="first", created_at="2026-11-20T00:00:00Z", tests=[make_test(99)])
    await push(clients[0], old)
    execute(settings, "UPDATE projects SET keep_runs = 1, main_branch = 'none'")
    database = Database(settings)
    statuses = []
    try:
        for turn in range(8):
            # What was pushed two turns before is used again when it has just lost its last run.
            pushing = [push(clients[n % 2], _report(turn, n)) for n in range(4)]
            async with asyncio.TaskGroup() as tasks:
                for _ in range(2):
                    tasks.create_task(prune(database))
                answers = await asyncio.gather(*pushing)
            statuses += [answer.status_code for answer in answers]
    finally:
        await database.close()
    assert statuses == [201] * 32
    stored = execute(settings, "SELECT count(*) FROM test_results GROUP BY run_id")
    assert set(stored) == {(30,)}
    assert execute(settings, "SELECT count(*) FROM runs") == [(len(stored),)]


def _report(turn: int, number: int) -> dict[str, object]:
    moment = datetime(2026, 11, 21, turn, tzinfo=UTC)
    return make_report(
        run_id=f"run-{turn}-{number}",
        created_at=moment.isoformat(),
        tests=[make_test(turn % 2 * 100 + place) for place in range(30)],
    )


async def test_many_pushes_with_one_token(settings: HistorySettings) -> None:
    """Pushes that note the use of one token at one moment wait for none of each other for long."""
    async with running_world(settings) as world:
        statuses = await asyncio.gather(*(_push_as(world, number) for number in range(20)))
    assert statuses == [201] * 20
    noted = execute(settings, "SELECT count(*) FROM project_tokens WHERE last_used_at IS NOT NULL")
    assert noted == [(3,)]


async def _push_as(world: World, number: int) -> int:
    report = make_report(run_id=f"many-{number}", project="shop")
    return (await push(world.client("push"), report)).status_code
