"""Runs for questions about many of them: small, an hour apart, each of a commit of its own."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from layerproof.history.records.questions.tests import Sighting
from layerproof.history.records.questions.windows import WindowRun
from layerproof.history.records.runs import (
    CoverageCounts,
    LayerRecord,
    NewRun,
    RunFacts,
    SuiteRecord,
    TestCounts,
    TestResult,
)

MIDNIGHT = datetime(2026, 11, 21, tzinfo=UTC)

_OF_WINDOW = {field.name for field in fields(WindowRun)}


def a_test(name: str = "a", result: str = "passed", **changes: Any) -> TestResult:
    """Return a result of the suite ``unit`` that took a quarter of a second."""
    values = {"suite": "unit", "part": "unit", "nodeid": f"tests/test_{name}.py::test", **changes}
    return TestResult(**{"result": result, "seconds": 0.25, **values})


def some_facts(number: int, **changes: Any) -> RunFacts:
    """Return the facts of a run that was kept, made at that hour."""
    values = {
        "run_id": f"run-{number}",
        "project": "shop",
        "created_at": MIDNIGHT + number * timedelta(hours=1),
        "commit": f"commit-{number}",
        "branch": "main",
        "dirty": False,
        "ruling": "kept",
        "exit_code": 0,
        "partial": False,
        "branch_coverage": False,
        "schema_version": 1,
        "tool_version": "0.1.0",
        "digest": "d" * 64,
    }
    return RunFacts(**{**values, **changes})


def a_layer(name: str = "service", covered: int = 90, total: int = 100) -> LayerRecord:
    """Return a measured layer."""
    return LayerRecord(name, True, 1, CoverageCounts(total, total - covered))


def a_suite(name: str = "unit", seconds: float = 1.5, **changes: Any) -> SuiteRecord:
    """Return a suite that arrived whole."""
    counts = TestCounts(selected=2, passed=2)
    values = {"expected": 1, "arrived": 1, "tests": counts, **changes}
    return SuiteRecord(
        **{"name": name, "ruling": "kept", "required": True, "seconds": seconds, **values}
    )


def a_run(
    number: int,
    *tests: TestResult,
    layers: Sequence[LayerRecord] = (),
    suites: Sequence[SuiteRecord] = (),
    files: Sequence[object] | None = (),
    **facts: Any,
) -> NewRun:
    """Return the run of that hour."""
    report = json.dumps({} if files is None else {"files": list(files)})
    return NewRun(
        facts=some_facts(number, **facts),
        document=zlib.compress(report.encode()),
        layers=layers,
        suites=suites,
        tests=tests,
    )


def a_file(path: str, missing: Sequence[int] = (), **partial: Sequence[int]) -> dict[str, Any]:
    """Return a file of a report: lines that did not run, and branches as ``_20=[22]``."""
    branches = {line[1:]: list(targets) for line, targets in partial.items()}
    counts = {
        "statements": 100,
        "missing": len(missing),
        "branches": 10,
        "missing_branches": sum(map(len, branches.values())),
    }
    return {"path": path, "counts": counts, "missing_lines": list(missing), "partial": branches}


def a_window_run(number: int, **changes: Any) -> WindowRun:
    """Return the run of that hour as windows hold it."""
    facts = some_facts(number, **changes)
    values = {name: getattr(facts, name) for name in _OF_WINDOW - {"key"}}
    return WindowRun(key=number, **values)


def a_sighting(number: int, result: str = "passed", **changes: Any) -> Sighting:
    """Return how a test ended in the run of that hour; facts of the run may be given as well."""
    of_run = {name: changes.pop(name) for name in list(changes) if name in _OF_WINDOW}
    values = {
        "part": "unit",
        "variant": "",
        "position": 0,
        "seconds": 0.25,
        "retries": 0,
        **changes,
    }
    return Sighting(run=a_window_run(number, **of_run), result=result, **values)
