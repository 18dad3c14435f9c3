"""Runs of a project with something for every page: flaky, slow and new tests, branches, gaps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx

from tests.factories.reports import (
    make_counts,
    make_gate,
    make_layer,
    make_report,
    make_suite,
    make_test,
)
from tests.support.history import push

#: As many runs as there are on the main branch.
RUNS = 14

FLAKY = "tests/api/test_orders.py::test_a_foreign_order_is_not_found[postgresql]"
RETRIED = "tests/api/test_mail.py::test_mail_is_sent_once"
SLOW = "tests/integration/test_stock.py::test_two_reservations_of_the_last_item_leave_one"

MESSAGE = "def test():\n>       assert found.status == 404\nE       assert 200 == 404"


async def push_story(client: httpx.AsyncClient, project: str = "shop") -> None:
    """Push the runs of a week: those of the main branch, and two of another one."""
    for report in story(project):
        answer = await push(client, report)
        assert answer.status_code == 201, answer.text


def story(project: str = "shop") -> Iterator[dict[str, Any]]:
    """Yield the reports of a week, oldest first."""
    for number in range(RUNS):
        yield _report(project, "main", number)
        if number % 8 == 0:
            yield _report(project, "feature/checkout", number)


def run_id(number: int, branch: str = "main") -> str:
    """Return the id of a run."""
    return f"{branch.replace('/', '-')}-{number}"


def _report(project: str, branch: str, number: int) -> dict[str, Any]:
    fails = number % 3 == 2
    layers = _layers(number)
    total = make_layer(
        "total",
        sum(layer["counts"]["statements"] for layer in layers),
        sum(layer["counts"]["missing"] for layer in layers),
    )
    service = layers[1]["counts"]
    gates = [
        make_gate(layer="service", covered=service["covered"], total=service["total"]),
        make_gate("broken" if fails else "kept", layer="repository", scope="api", threshold=9_300),
    ]
    run = {
        "id": run_id(number, branch),
        "created_at": f"2026-11-{1 + number // 2:02}T{8 + 9 * (number % 2):02}:30:00+00:00",
        "project": project,
        "commit": f"{number // 2:04x}9f8e7d6c55aa",
        "branch": branch,
        "dirty": number % 9 == 4,
    }
    return make_report(
        ruling="broken" if fails else "kept",
        run=run,
        tests=_tests(number, fails=fails),
        suites=_suites(number, fails=fails),
        layers=layers,
        total=total,
        gates=gates,
        files=[],
    )


def _tests(number: int, *, fails: bool) -> list[dict[str, Any]]:
    plain = [make_test(at) for at in range(20 + number)]
    flaky = make_test(nodeid=FLAKY, suite="api", part="api", seconds=1.5)
    if fails:
        flaky |= {"result": "failed", "message": MESSAGE}
    retried = make_test(
        nodeid=RETRIED, suite="api", part="api", retries=int(number % 5 == 0), seconds=0.4
    )
    slow = make_test(nodeid=SLOW, suite="integration", part="integration", seconds=2.0 + number / 4)
    return [*plain, flaky, retried, slow]


def _suites(number: int, *, fails: bool) -> list[dict[str, Any]]:
    unit, api = (
        make_suite(passed=20 + number),
        make_suite("api", passed=2 - int(fails), failed=int(fails)),
    )
    integration = make_suite("integration", passed=1)
    seconds = ((unit, 35.0), (api, 88.0), (integration, 170.0))
    return [suite | {"seconds": took * (1 + number % 7 / 20)} for suite, took in seconds]


def _layers(number: int) -> list[dict[str, Any]]:
    dip = 24 if 12 <= number <= 15 else 0
    layers = [
        make_layer("repository", 420, max(0, 30 - number)),
        make_layer("service", 610, 55 - number + dip),
        make_layer("router", 330, 18),
    ]
    for layer in layers:
        statements, missing = layer["counts"]["statements"], layer["counts"]["missing"]
        layer["by_suite"] = {
            suite: make_counts(statements, missing + more)
            for suite, more in (("unit", 60), ("api", 40), ("integration", 20))
        }
    # For two runs nobody measured the routers.
    return layers[:2] if number in (6, 7) else layers
