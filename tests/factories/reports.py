"""Reports as ``docs/report-json.md`` describes them, small and valid unless told otherwise."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

Document = dict[str, Any]


def make_counts(statements: int = 100, missing: int = 10) -> Document:
    """Return the counts of a layer, lines only."""
    return {
        "statements": statements,
        "missing": missing,
        "branches": 0,
        "missing_branches": 0,
        "covered": statements - missing,
        "total": statements,
    }


def make_layer(name: str, statements: int = 100, missing: int = 10) -> Document:
    """Return a layer that the suite ``unit`` covers half as well as all suites together."""
    return {
        "name": name,
        "measured": True,
        "files": 2,
        "counts": make_counts(statements, missing),
        "by_suite": {"unit": make_counts(statements, missing * 2)},
    }


def make_suite(name: str = "unit", *, passed: int = 2, failed: int = 0) -> Document:
    """Return a suite that ran in one part."""
    return {
        "name": name,
        "ruling": "broken" if failed else "kept",
        "required": True,
        "expected": 1,
        "arrived": 1,
        "tests": {
            "selected": passed + failed,
            "passed": passed,
            "failed": failed,
            "error": 0,
            "skipped": 0,
            "xfailed": 0,
            "xpassed": 0,
        },
        "seconds": 1.5,
        "parts": [],
    }


def make_test(number: int = 1, **changes: Any) -> Document:
    """Return a test of the suite ``unit`` that passed."""
    file = f"tests/unit/test_module_{number // 100}.py"
    return {
        "suite": "unit",
        "part": "unit",
        "nodeid": f"{file}::test_{number}",
        "result": "passed",
        "seconds": 0.25,
        "file": file,
        "line": number,
        "message": "",
        **changes,
    }


def make_gate(ruling: str = "kept", **changes: Any) -> Document:
    """Return the merged gate of the layer ``service``."""
    return {
        "scope": "merged",
        "layer": "service",
        "kind": "fail_under",
        "threshold": 8500,
        "covered": 90,
        "total": 100,
        "uncovered": 10,
        "ruling": ruling,
        "path": None,
        **changes,
    }


def make_reason(**changes: Any) -> Document:
    """Return the reason of a missed gate."""
    return {
        "ruling": "broken",
        "code": "gate-missed",
        "message": "service is at 80 % of 85 %",
        "advice": "cover more of it",
        "suite": None,
        "layer": "service",
        "path": None,
        "line": None,
        **changes,
    }


def make_report(
    *,
    run_id: str | None = None,
    project: str = "shop",
    branch: str = "main",
    commit: str = "9f8e7d6c",
    created_at: str = "2026-11-21T15:30:00+00:00",
    ruling: str = "kept",
    tests: list[Document] | None = None,
    **changes: Any,
) -> Document:
    """Return a whole report; ``changes`` replace keys of the top level."""
    exit_codes = {"kept": 0, "broken": 1, "not measured": 3}
    return {
        "schema_version": 1,
        "tool": {"name": "layerproof", "version": "0.1.0"},
        "run": {
            "id": run_id or str(uuid4()),
            "created_at": created_at,
            "project": project,
            "commit": commit,
            "branch": branch,
            "dirty": False,
        },
        "verdict": {
            "ruling": ruling,
            "exit_code": exit_codes[ruling],
            "partial": False,
            "reasons": [] if ruling == "kept" else [make_reason(ruling=ruling)],
            "notes": ["one note"],
        },
        "branch_coverage": False,
        "suites": [make_suite()],
        "layers": [make_layer("service"), make_layer("router", 50, 0)],
        "total": make_layer("total", 200, 20),
        "gates": [make_gate()],
        "files": [],
        "tests": [make_test(1), make_test(2)] if tests is None else tests,
        **changes,
    }


def write_report(**changes: Any) -> bytes:
    """Return a report as the bytes of a file."""
    return json.dumps(make_report(**changes)).encode()
