"""Small projects as texts, and what a probe of their suites sees."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from layerproof.adoption.probing.suite import probe_suite
from layerproof.adoption.probing.values import ProbedOutcome, ProbedRun, ProbeOrder
from tests.support.examined_projects import write_project

#: What the outer run gives a child, so that what the child runs of Layerproof counts.
_TRACING = ("COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START")


def probing_environment() -> dict[str, str]:
    """Return variables for a child: no plugins but those that a project names, and our tracing."""
    traced = {name: os.environ[name] for name in _TRACING if name in os.environ}
    return {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **traced}


def probe(
    root: Path, files: Mapping[str, str] | None = None, python: str = sys.executable, **order: Any
) -> ProbedRun:
    """Write the files, and return what a probe of the project sees."""
    write_project(root, files or {})
    wish = ProbeOrder(environment=probing_environment(), **{"file_limit": 20.0, **order})
    return probe_suite(root, python, wish, lambda _: None)


def statuses(run: ProbedRun) -> dict[str, str]:
    """Return how each test ended, in the order in which they began."""
    return {nodeid: ended.status for nodeid, ended in run.outcomes.items()}


def make_run(outcomes: Mapping[str, str | ProbedOutcome], **fields: Any) -> ProbedRun:
    """Return a run of tests that ended so, in that order."""
    ended = {
        nodeid: ProbedOutcome(each) if isinstance(each, str) else each
        for nodeid, each in outcomes.items()
    }
    return ProbedRun(**{"exit_code": 0, "seconds": 1.0, "outcomes": ended, **fields})
