"""A run in pieces as a ``report.json``: what is stored of it has one shape, wherever it came from.

What only Layerproof's own runs know (gates, how a part was traced) is empty in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from layerproof import __version__
from layerproof.history.records.pieces import Branches, PieceTally, RunHead
from layerproof.history.records.runs import CoverageCounts, ReasonRecord
from layerproof.history.schemas.report import TOTAL
from layerproof.history.services.pieces.coverage_faults import CoverageFindings
from layerproof.history.services.pieces.merging import MergedFile, add_counts
from layerproof.history.services.pieces.repeats import BAD
from layerproof.history.services.pieces.rulings import BROKEN, EXIT_CODES
from layerproof.history.services.pieces.suites import SuitePart, SuiteSum
from layerproof.history.services.pieces.verdicts import (
    find_notes,
    find_reasons,
    rule,
    rule_suite,
)

#: What is said to have written the document.
TOOL = "layerproof-history"

#: pytest's exit code for a run that was ended before its end.
_INTERRUPTED = 2

_Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Assembled:
    """A run as its pieces tell it. ``layers`` are those of the project, in its order."""

    head: RunHead
    project: str
    created_at: datetime
    tally: PieceTally
    suites: Sequence[SuiteSum]
    files: Sequence[MergedFile]
    layers: Sequence[str]
    layer_of: Mapping[str, str | None]
    findings: CoverageFindings
    has_branches: bool


def write_document(run: Assembled) -> _Document:
    """Return the run as ``report.json`` would tell it."""
    reasons = find_reasons(run.tally, run.suites, run.findings)
    ruling = rule(run.tally, reasons)
    return {
        "schema_version": 1,
        "tool": {"name": TOOL, "version": __version__},
        "run": {
            "id": run.head.run_id,
            "created_at": run.created_at.isoformat(),
            "project": run.project,
            "commit": run.head.commit,
            "branch": run.head.branch,
            "dirty": False,
        },
        "verdict": {
            "ruling": ruling,
            "exit_code": EXIT_CODES[ruling],
            "partial": False,
            "reasons": [asdict(reason) for reason in reasons],
            "notes": list(find_notes(run.suites, run.findings)),
        },
        "branch_coverage": run.has_branches,
        "suites": [_suite(suite, run, reasons) for suite in run.suites],
        "layers": list(_layers(run)),
        "total": _layer(TOTAL, run.files) if run.findings.statements else None,
        "gates": [],
        "files": [_file(file, run.layer_of[file.path]) for file in run.files],
        "tests": [
            test for suite in run.suites for part in suite.parts for test in _tests(suite, part)
        ],
    }


def _suite(suite: SuiteSum, run: Assembled, reasons: Sequence[ReasonRecord]) -> _Document:
    ruling = rule_suite(suite, reasons)
    return {
        "name": suite.name,
        "ruling": ruling,
        "required": suite.has_tests,
        "expected": suite.expected,
        "arrived": len(suite.parts),
        "tests": asdict(suite.counts),
        "seconds": suite.seconds,
        "parts": [_part(part, run.created_at) for part in suite.parts],
    }


def _part(part: SuitePart, started_at: datetime) -> _Document:
    variant = part.place.group.variant
    return {
        "label": part.label,
        "python": variant or None,
        "python_version": variant,
        "shard": part.place.shard,
        "shards": part.shards,
        "status": "interrupted" if part.interrupted else "finished",
        "exit_code": _exit_code(part),
        "started_at": started_at.isoformat(),
        "seconds": part.seconds,
        "selected": len(part.cases),
        "assigned": len(part.cases),
        "narrowed": [],
        "coverage": None,
    }


def _exit_code(part: SuitePart) -> int:
    """Return what pytest would have ended with."""
    if part.interrupted:
        return _INTERRUPTED
    return EXIT_CODES[BROKEN] if any(case.result in BAD for case in part.cases) else 0


def _tests(suite: SuiteSum, part: SuitePart) -> Iterator[_Document]:
    for case in part.cases:
        yield {
            "suite": suite.name,
            "part": part.label,
            "nodeid": case.nodeid,
            "result": case.result,
            "seconds": case.seconds,
            "file": case.file,
            "line": case.line,
            "message": case.message,
            **({"retries": case.retries} if case.retries else {}),
        }


def _layers(run: Assembled) -> Iterator[_Document]:
    if not run.findings.statements:
        return
    for layer in run.layers:
        files = [file for file in run.files if run.layer_of[file.path] == layer]
        if files:
            yield _layer(layer, files)


def _layer(name: str, files: Sequence[MergedFile]) -> _Document:
    suites = files[0].by_suite
    return {
        "name": name,
        "measured": True,
        "files": len(files),
        "counts": _counts(add_counts(file.counts for file in files)),
        "by_suite": {
            suite: _counts(add_counts(file.by_suite[suite] for file in files)) for suite in suites
        },
    }


def _file(file: MergedFile, layer: str | None) -> _Document:
    return {
        "path": file.path,
        "layer": layer,
        "counts": _counts(file.counts),
        "missing_lines": sorted(file.statements - file.executed),
        "partial": dict(_partial(file)),
        "by_suite": {suite: _counts(counts) for suite, counts in file.by_suite.items()},
        "covered_by": {suite: list(lines) for suite, lines in file.lines_by_suite.items() if lines},
    }


def _partial(file: MergedFile) -> Iterator[tuple[str, list[int]]]:
    for line, branches in file.branches.items():
        missing = _destinations(branches)
        if missing and line in file.executed:
            yield str(line), missing


def _destinations(branches: Branches) -> list[int]:
    """Return where the missing branches lead to, if they are named by lines."""
    names = branches.missing or ()
    if not all(name.removeprefix("-").isdecimal() and name.isascii() for name in names):
        return []
    return sorted(int(name) for name in names)


def _counts(counts: CoverageCounts) -> _Document:
    return {**asdict(counts), "covered": counts.covered, "total": counts.total}
