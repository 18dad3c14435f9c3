"""What questions about a long history cost, against the same work in plain SQL.

Both are timed in turn on one database in one run. A question may cost a few times as much as its
rows fetched by a plain statement and written as JSON, besides one request that asks for nothing: it
finds the project and who asks, reads from a pool, and makes checked values of the rows.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

import httpx
import pytest
from anyio import to_thread
from sqlalchemy import Connection, NullPool, create_engine

from layerproof.history.migrate import migrate
from layerproof.history.settings import HistorySettings
from tests.support.history import BASE_URL, SHOP, running_app, sync_address
from tests.support.history_bulk import fill
from tests.support.history_fixtures import server_settings, settings

__all__ = ["server_settings", "settings"]

ROUNDS = 5

#: The newest runs of the main branch, as plain SQL names them.
_NEWEST = "SELECT id FROM runs WHERE branch = 'main' ORDER BY created_at DESC LIMIT {}"
_WINDOW = "SELECT id FROM runs ORDER BY created_at DESC LIMIT 50"

#: Tries, in the newest runs, of tests that did not always pass.
_TRIES = (
    "SELECT x.test_id, x.run_id, x.part, x.variant, x.result, x.retries FROM test_results x "
    f"WHERE x.run_id IN ({_WINDOW}) AND x.test_id IN (SELECT test_id FROM test_results "
    f"WHERE run_id IN ({_WINDOW}) AND (result IN ('failed', 'error') OR retries > 0))"
)

#: Each question, with the plain statement for the same rows.
QUESTIONS: Mapping[str, str] = {
    "runs?limit=200": (
        "SELECT r.*, l.statements, l.missing, (SELECT sum(s.passed) FROM run_suites s "
        "WHERE s.run_id = r.id) FROM runs r JOIN run_layers l ON l.run_id = r.id "
        "WHERE l.name = 'total' ORDER BY r.created_at DESC LIMIT 200"
    ),
    "branches?limit=200": (
        "SELECT r.*, l.statements, l.missing FROM runs r JOIN run_layers l ON l.run_id = r.id "
        "WHERE l.name = 'total' AND r.id IN (SELECT max(id) FROM runs GROUP BY branch) "
        "ORDER BY r.created_at DESC LIMIT 200"
    ),
    "trends/layers?limit=2000": (
        "SELECT r.run_id, r.created_at, r.branch, l.name, l.statements, l.missing, l.branches "
        "FROM runs r JOIN run_layers l ON l.run_id = r.id WHERE r.branch = 'main' "
        "ORDER BY r.created_at, l.position"
    ),
    "trends/suites?limit=2000": (
        "SELECT r.run_id, r.created_at, r.branch, s.* "
        "FROM runs r JOIN run_suites s ON s.run_id = r.id WHERE r.branch = 'main' "
        "ORDER BY r.created_at, s.position"
    ),
    "tests/slowest": (
        "SELECT t.nodeid, avg(x.seconds) AS mean FROM test_results x "
        f"JOIN tests t ON t.id = x.test_id WHERE x.run_id IN ({_NEWEST.format(20)}) "
        "GROUP BY t.id, t.nodeid ORDER BY mean DESC LIMIT 50"
    ),
    "tests/flaky": (
        'SELECT x.test_id, r."commit" FROM test_results x JOIN runs r ON r.id = x.run_id '
        f'WHERE x.run_id IN ({_WINDOW}) GROUP BY x.test_id, r."commit" '
        "HAVING count(DISTINCT x.result) > 1"
    ),
    "tests/flaky?definition=flips": _TRIES,
    "tests/flaky?definition=retry": _TRIES,
    "durations": (
        "SELECT t.suite, t.nodeid, x.seconds FROM test_results x "
        f"JOIN tests t ON t.id = x.test_id WHERE x.run_id IN ({_NEWEST.format(5)}) "
        "ORDER BY x.test_id, x.seconds"
    ),
}

#: Seen between 0.3 and 2.4 on both databases, once 4.3 with much other work on the machine.
AT_MOST = 6


@dataclass
class Costs:
    """Seconds of a question and of its plain statement, round by round."""

    asked: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)

    def ratio(self, least: float) -> float:
        """Return how many times as long the question takes as its rows and an empty request."""
        return statistics.median(self.asked) / (statistics.median(self.plain) + least)


@pytest.fixture
async def client(settings: HistorySettings) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of a long history; its answers are not held to the OpenAPI document."""
    await migrate(settings)
    await to_thread.run_sync(fill, settings)
    async with running_app(settings) as app:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
            yield client


async def _ask(client: httpx.AsyncClient, question: str) -> float:
    begin = time.perf_counter()
    response = await client.get(f"{SHOP}/{question}")
    seconds = time.perf_counter() - begin
    assert response.status_code == 200
    return seconds


def _fetch(connection: Connection, statement: str) -> float:
    begin = time.perf_counter()
    rows = connection.exec_driver_sql(statement).all()
    json.dumps([tuple(row) for row in rows], default=str)
    seconds = time.perf_counter() - begin
    assert rows
    return seconds


async def test_questions_against_plain_sql(
    client: httpx.AsyncClient, settings: HistorySettings
) -> None:
    """Over 2,000 runs no question takes many times as long as its rows in plain SQL."""
    costs = {question: Costs() for question in QUESTIONS}
    nothing = []
    engine = create_engine(sync_address(settings), poolclass=NullPool)
    with engine.connect() as connection:
        for _ in range(ROUNDS):
            nothing.append(await _ask(client, "runs?branch=none"))
            for question, statement in QUESTIONS.items():
                costs[question].asked.append(await _ask(client, question))
                costs[question].plain.append(_fetch(connection, statement))
    least = statistics.median(nothing)
    ratios = {question: cost.ratio(least) for question, cost in costs.items()}
    too_dear = {question: ratio for question, ratio in ratios.items() if ratio > AT_MOST}
    assert too_dear == {}, f"at most {AT_MOST}: {ratios}"
