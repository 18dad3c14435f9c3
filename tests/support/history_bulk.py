"""A long history, put into the tables directly: pushing it would take minutes.

Two thousand runs of the project ``shop``, two hours apart; every third is of a branch of its own,
the others of ``main``. All have six layers and four suites. The newest 25 of ``main`` have ten
thousand tests each: one test in a hundred fails in every seventh run, and another one in a hundred
passes in every seventh run only when it is tried again. Four runs in a row are of one commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, insert, text

from layerproof.history.settings import HistorySettings
from layerproof.history.tables import (
    LayerRow,
    OrganizationRow,
    ProjectRow,
    RunRow,
    SuiteRow,
    TestRow,
)
from tests.support.history import sync_address

RUNS = 2_000
TESTS = 10_000
RUNS_WITH_TESTS = 25
LAYERS = ("router", "service", "repository", "model", "schema", "total")
SUITES = ("unit", "integration", "api", "slow")

_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)

_RESULTS = """
INSERT INTO test_results
    (run_id, position, test_id, part, variant, retries, result, seconds, message)
SELECT r.id, t.id, t.id, t.suite, '',
    CASE WHEN t.id % 100 = 1 AND r.id % 7 = 0 THEN 1 ELSE 0 END,
    CASE WHEN t.id % 100 = 0 AND r.id % 7 = 0 THEN 'failed' ELSE 'passed' END,
    (t.id % 1000) / 1000.0 + (r.id % 5) / 100.0, ''
FROM runs r CROSS JOIN tests t
WHERE r.id IN (SELECT id FROM runs WHERE branch = 'main' ORDER BY id DESC LIMIT :runs)
"""


def fill(settings: HistorySettings) -> None:
    """Put the long history into a migrated database that is empty."""
    engine = create_engine(sync_address(settings), poolclass=NullPool)
    with engine.begin() as connection:
        _add_project(connection)
        connection.execute(insert(RunRow), [_run(number) for number in range(1, RUNS + 1)])
        connection.execute(insert(LayerRow), _layers())
        connection.execute(insert(SuiteRow), _suites())
        connection.execute(insert(TestRow), [_test(number) for number in range(1, TESTS + 1)])
        connection.execute(text(_RESULTS), {"runs": RUNS_WITH_TESTS})
        if settings.file is None:
            # As the server does by itself; nobody does it to an SQLite file.
            connection.execute(text("ANALYZE"))


def _add_project(connection: Connection) -> None:
    local = {"id": 1, "slug": "local", "name": "local", "created_at": _BEGIN}
    connection.execute(insert(OrganizationRow), [local])
    shop = {
        "id": 1,
        "organization_id": 1,
        "slug": "shop",
        "name": "shop",
        "main_branch": "main",
        "layers": {},
        "created_at": _BEGIN,
    }
    connection.execute(insert(ProjectRow), [shop])


def _run(number: int) -> dict[str, Any]:
    made = _BEGIN + number * timedelta(hours=2)
    return {
        "id": number,
        "run_id": f"run-{number}",
        "project_id": 1,
        "created_at": made,
        "received_at": made,
        "commit": f"{number // 4:040x}",
        "branch": f"branch-{number}" if number % 3 == 0 else "main",
        "dirty": False,
        "ruling": "kept",
        "exit_code": 0,
        "partial": False,
        "branch_coverage": True,
        "schema_version": 1,
        "tool_version": "0.1.0",
        "digest": "",
        "notes": [],
        "complete": True,
        "pieces": 0,
    }


def _layers() -> Sequence[dict[str, Any]]:
    return [
        {
            "run_id": run,
            "name": name,
            "position": place,
            "measured": True,
            "files": 10,
            "statements": 1_000,
            "missing": (run * (place + 1)) % 200,
            "branches": 200,
            "missing_branches": 20,
        }
        for run in range(1, RUNS + 1)
        for place, name in enumerate(LAYERS)
    ]


def _suites() -> Sequence[dict[str, Any]]:
    counts = {"failed": 0, "error": 0, "skipped": 0, "xfailed": 0, "xpassed": 0}
    tests = TESTS // len(SUITES)
    return [
        {
            "run_id": run,
            "name": name,
            "position": place,
            "ruling": "kept",
            "required": True,
            "expected": 1,
            "arrived": 1,
            "seconds": 10.0 + run % 7,
            "selected": tests,
            "passed": tests,
            **counts,
        }
        for run in range(1, RUNS + 1)
        for place, name in enumerate(SUITES)
    ]


def _test(number: int) -> dict[str, Any]:
    suite = SUITES[number % len(SUITES)]
    return {
        "id": number,
        "project_id": 1,
        "name_hash": number.to_bytes(16),
        "suite": suite,
        "nodeid": f"tests/{suite}/orders/test_module_{number // 100}.py::test_number_{number}",
    }
