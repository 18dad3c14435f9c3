"""However many rows a question is about, it asks the database the same number of times."""

from __future__ import annotations

import httpx

from layerproof.testing import count_queries
from tests.factories.reports import make_report, make_test
from tests.support.history import SHOP, push
from tests.support.history_fakes.questions import test_id_of as id_of_test

TEST = id_of_test("unit", "tests/unit/test_module_0.py::test_1")

#: The most statements that each question may take; two of them find the project.
AT_MOST = {
    "branches": 4,
    "runs": 4,
    "runs/run-5/tests": 5,
    "runs/run-5/tests?sort=name": 5,
    "runs/run-5/comparison": 25,
    "trends/layers": 4,
    "trends/suites": 4,
    "tests/slowest": 5,
    "tests/flaky": 6,
    "tests/flaky?definition=flips": 6,
    "tests/flaky?definition=retry": 6,
    f"tests/{TEST}": 4,
    "durations": 4,
    "ratchet": 5,
}


async def _costs(client: httpx.AsyncClient) -> dict[str, int]:
    costs = {}
    for question in AT_MOST:
        with count_queries() as counter:
            response = await client.get(f"{SHOP}/{question}")
        assert response.status_code == 200
        costs[question] = counter.count
    return costs


async def test_statements_do_not_grow_with_rows(asked: httpx.AsyncClient) -> None:
    """Eight more runs with ten times the tests, half on new branches, cost no statement more."""
    before = await _costs(asked)
    for number in range(4):
        tests = [make_test(n, result="failed" if (n + number) % 2 else "passed") for n in range(40)]
        for branch in ("main", f"branch-{number}"):
            document = make_report(
                run_id=f"{branch}-{number}",
                branch=branch,
                created_at=f"2026-11-20T1{number}:00:00Z",
                tests=tests,
            )
            assert (await push(asked, document)).status_code == 201
    assert await _costs(asked) == before
    assert {question: cost for question, cost in before.items() if cost > AT_MOST[question]} == {}
