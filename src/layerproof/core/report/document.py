"""``report.json``: the verdict as data. Its schema lies beside this module.

``docs/report-json.md`` describes it for readers; the history backend is one of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from layerproof.core.judge.values import (
    GateResult,
    Provenance,
    Ratchet,
    RatchetResult,
    Reason,
    SuiteVerdict,
    Verdict,
)
from layerproof.core.judge.verdict import exit_code
from layerproof.core.measure.values import Counts, FileMeasure, LayerMeasure, Measurement
from layerproof.core.outcome.values import CoverageFacts, PartOutcome, Result, TestRecord
from layerproof.core.report.printable import well_formed
from layerproof.core.report.totals import suite_totals

#: Raised when a key goes or changes its meaning; within one number keys are only added.
SCHEMA_VERSION = 1

#: The file with the JSON Schema, in this package.
SCHEMA_FILE = "report.schema.json"

Document = dict[str, object]

_ROWS_OF_THEIR_OWN = ("suites", "layers", "gates", "files", "tests")


def to_document(verdict: Verdict) -> Document:
    """Return the verdict as plain JSON values, the same for the same verdict.

    Mappings stand in the order of their keys. Percentages are not in it: they are derived.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "layerproof", "version": well_formed(verdict.provenance.version)},
        "run": _run(verdict.provenance),
        "verdict": _verdict(verdict),
        "branch_coverage": verdict.measurement is not None and verdict.measurement.branch,
        "suites": [_suite(suite) for suite in verdict.suites],
        **_measurement(verdict),
        **({} if verdict.ratchet is None else {"ratchet": _ratchet(verdict.ratchet)}),
        "tests": [
            _test(part, test)
            for suite in verdict.suites
            for part in suite.parts
            for test in part.tests
        ],
    }


def render_json(verdict: Verdict) -> str:
    """Return the document as ASCII JSON that ends in a line feed.

    Each suite, layer, gate, file and test stands on a line of its own, so that two reports
    can be compared line by line.
    """
    return "{\n" + ",\n".join(_member(*item) for item in to_document(verdict).items()) + "\n}\n"


def _member(key: str, value: object) -> str:
    if key in _ROWS_OF_THEIR_OWN and isinstance(value, list) and value:
        rows = ",\n".join(f"    {_dump(row)}" for row in value)
        return f"  {_dump(key)}: [\n{rows}\n  ]"
    return f"  {_dump(key)}: {_dump(value)}"


def _dump(value: object) -> str:
    return json.dumps(value, allow_nan=False)


def _run(provenance: Provenance) -> Document:
    return {
        "id": well_formed(provenance.run_id),
        "created_at": well_formed(provenance.created_at),
        "project": well_formed(provenance.project),
        "commit": well_formed(provenance.commit),
        "branch": well_formed(provenance.branch),
        "dirty": provenance.dirty,
    }


def _verdict(verdict: Verdict) -> Document:
    return {
        "ruling": verdict.ruling.value,
        "exit_code": int(exit_code(verdict)),
        "partial": verdict.partial,
        "reasons": [_reason(reason) for reason in verdict.reasons],
        "notes": [well_formed(note) for note in verdict.notes],
    }


def _reason(reason: Reason) -> Document:
    return {
        "ruling": reason.ruling.value,
        "code": well_formed(reason.code),
        "message": well_formed(reason.message),
        "advice": well_formed(reason.advice),
        "suite": _optional(reason.suite),
        "layer": _optional(reason.layer),
        "path": _optional(reason.path),
        "line": reason.line,
    }


def _suite(suite: SuiteVerdict) -> Document:
    totals = suite_totals(suite)
    results = {result.value: totals.results[result] for result in Result}
    return {
        "name": well_formed(suite.name),
        "ruling": suite.ruling.value,
        "required": suite.required,
        "expected": suite.expected,
        "arrived": suite.arrived,
        "tests": {"selected": totals.selected, **results},
        "seconds": _seconds(totals.seconds),
        "parts": [_part(part) for part in suite.parts],
    }


def _part(part: PartOutcome) -> Document:
    return {
        "label": well_formed(part.part.label),
        "python": _optional(part.part.python),
        "python_version": well_formed(part.python_version),
        "shard": part.part.shard,
        "shards": part.part.shards,
        "status": part.status.value,
        "exit_code": part.exit_code,
        "started_at": well_formed(part.started_at),
        "seconds": _seconds(part.seconds),
        "selected": part.selected,
        "assigned": part.assigned,
        "narrowed": [well_formed(text) for text in part.narrowed],
        "coverage": None if part.coverage is None else _coverage(part.coverage),
    }


def _coverage(facts: CoverageFacts) -> Document:
    return {
        "version": well_formed(facts.version),
        "core": well_formed(facts.core),
        "concurrency": [well_formed(kind) for kind in facts.concurrency],
        "branch": facts.branch,
        "processes": facts.processes,
        "traced": facts.traced,
    }


def _measurement(verdict: Verdict) -> Document:
    measurement: Measurement | None = verdict.measurement
    if measurement is None:
        return {"layers": [], "total": None, "gates": [], "files": []}
    return {
        "layers": [_layer(layer) for layer in measurement.layers],
        "total": _layer(measurement.total),
        "gates": [_gate(gate) for gate in verdict.gates],
        "files": [_file(file) for file in measurement.files],
    }


def _layer(layer: LayerMeasure) -> Document:
    return {
        "name": well_formed(layer.name),
        "measured": layer.measured,
        "files": layer.files,
        "counts": _counts(layer.counts),
        "by_suite": _by_suite(layer.by_suite),
    }


def _gate(gate: GateResult) -> Document:
    return {
        "scope": well_formed(gate.scope),
        "layer": well_formed(gate.layer),
        "kind": gate.kind,
        "threshold": gate.threshold,
        "covered": gate.counts.covered,
        "total": gate.counts.total,
        "uncovered": gate.counts.uncovered,
        "ruling": gate.ruling.value,
        "path": _optional(gate.path),
    }


def _ratchet(ratchet: Ratchet) -> Document:
    floor = ratchet.floor
    return {
        "runs": floor.runs,
        "known": floor.known,
        "branch": well_formed(floor.branch),
        "origin": well_formed(floor.origin),
        "fault": well_formed(floor.fault),
        "layers": [_held(result) for result in ratchet.results],
    }


def _held(result: RatchetResult) -> Document:
    best = result.best
    return {
        "layer": well_formed(best.layer),
        "covered": result.counts.covered,
        "total": result.counts.total,
        "short": result.short,
        "ruling": result.ruling.value,
        "best": {
            "covered": best.covered,
            "total": best.total,
            "run": well_formed(best.run_id),
            "commit": well_formed(best.commit),
            "created_at": well_formed(best.created_at),
        },
    }


def _file(file: FileMeasure) -> Document:
    return {
        "path": well_formed(file.path),
        "layer": _optional(file.layer),
        "counts": _counts(file.counts),
        "missing_lines": list(file.missing_lines),
        "partial": {str(line): list(file.partial[line]) for line in sorted(file.partial)},
        "by_suite": _by_suite(file.by_suite),
        "covered_by": {
            well_formed(suite): list(file.covered_by[suite]) for suite in sorted(file.covered_by)
        },
    }


def _by_suite(by_suite: Mapping[str, Counts]) -> Document:
    return {well_formed(suite): _counts(by_suite[suite]) for suite in sorted(by_suite)}


def _counts(counts: Counts) -> Document:
    return {
        "statements": counts.statements,
        "missing": counts.missing,
        "branches": counts.branches,
        "missing_branches": counts.missing_branches,
        "covered": counts.covered,
        "total": counts.total,
    }


def _test(part: PartOutcome, test: TestRecord) -> Document:
    return {
        "suite": well_formed(part.part.suite),
        "part": well_formed(part.part.label),
        "nodeid": well_formed(test.nodeid),
        "result": test.result.value,
        "seconds": _seconds(test.seconds),
        "file": well_formed(test.file),
        "line": test.line,
        "message": well_formed(test.message),
        **({"retries": test.retries} if test.retries else {}),
    }


def _optional(text: str | None) -> str | None:
    return None if text is None else well_formed(text)


def _seconds(seconds: float) -> float:
    """Return seconds cut to the microsecond, below which a clock says nothing."""
    return round(seconds, 6)
