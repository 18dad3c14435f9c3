"""A project whose runs have something to answer for every question."""

from __future__ import annotations

import httpx
import pytest

from tests.factories.histories import a_file
from tests.factories.reports import make_layer, make_report, make_suite, make_test
from tests.support.history import push


@pytest.fixture
async def asked(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """Give a client of a project with six runs of one commit.

    From run 0 to run 5 the first test takes longer and longer, the second fails in every other
    run, the third passes only when it is tried again, and the layer is covered less and less.
    Run 5 is of the branch ``side``.
    """
    for number in range(6):
        tests = [
            make_test(1, seconds=1.0 + number),
            make_test(2, result="failed" if number % 2 else "passed", message="no" * (number % 2)),
            make_test(3, retries=1),
            make_test(4, result="skipped", seconds=0.0),
        ]
        document = make_report(
            run_id=f"run-{number}",
            branch="side" if number == 5 else "main",
            created_at=f"2026-11-21T1{number}:00:00Z",
            tests=tests,
            layers=[make_layer("service", 100, 10 + number)],
            total=make_layer("total", 100, 10 + number),
            suites=[make_suite("unit", passed=3)],
            files=[a_file("src/a.py", range(1, number + 2))],
        )
        answer = await push(client, document)
        assert answer.status_code == 201
    return client
