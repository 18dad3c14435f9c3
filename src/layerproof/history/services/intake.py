"""From the bytes of a ``report.json`` to a run that can be stored, or to a clear refusal.

Pure and slow (it reads megabytes): the service runs it in a thread.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from datetime import UTC

from pydantic import ValidationError
from pydantic_core import from_json

from layerproof.history.errors.problem import Fault
from layerproof.history.errors.runs import (
    InvalidReportError,
    MalformedReportError,
    UnknownSchemaVersionError,
)
from layerproof.history.records.runs import (
    CoverageCounts,
    GateRecord,
    LayerRecord,
    NewRun,
    ReasonRecord,
    RunFacts,
    SuiteRecord,
    TestCounts,
    TestResult,
)
from layerproof.history.schemas.fields import make_storable
from layerproof.history.schemas.report import (
    KNOWN_SCHEMA_VERSIONS,
    TOTAL,
    Report,
    ReportCounts,
    ReportLayer,
    ReportReason,
    ReportSuite,
    ReportTest,
)

#: How much of a test's message is kept beside its result; the document keeps all of it.
MESSAGE_LENGTH = 2_000

#: How much is kept of what tells a suite's parts apart.
VARIANT_LENGTH = 32

#: How many faults of one document are told.
FAULTS_TOLD = 20


def receive(body: bytes) -> NewRun:
    """Return the run that a body describes.

    Two bodies with the same keys and values get the same digest, however they are laid out.

    :raises MalformedReportError: not JSON, or nested deeper than 200 levels.
    :raises UnknownSchemaVersionError: a version that is not among ``KNOWN_SCHEMA_VERSIONS``.
    :raises InvalidReportError: JSON, but not a report; every fault is named, up to twenty.
    """
    return receive_document(_read_json(body))


def receive_document(document: object) -> NewRun:
    """Return the run that a document describes, as :func:`receive` does."""
    canonical = _write_canonical(document)
    report = _validate(document)
    return _as_run(report, canonical)


def _read_json(body: bytes) -> object:
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise _malformed(str(error)) from error


def _write_canonical(document: object) -> bytes:
    try:
        written = json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except ValueError as error:
        raise _malformed("a number is out of range") from error
    return written.encode("ascii")


def _malformed(why: str) -> MalformedReportError:
    return MalformedReportError(
        f"the body is not a readable JSON document: {why}",
        advice="send the report.json that `layerproof coverage` wrote, unchanged",
    )


def _validate(document: object) -> Report:
    if not isinstance(document, dict):
        raise InvalidReportError(
            "the document is not a report: an object was expected",
            advice="send the report.json that `layerproof coverage` wrote, unchanged",
        )
    version = document.get("schema_version")
    if type(version) is int and version not in KNOWN_SCHEMA_VERSIONS:
        known = ", ".join(str(known) for known in KNOWN_SCHEMA_VERSIONS)
        raise UnknownSchemaVersionError(
            f"schema version {version} is not known; known: {known}",
            advice="run a history server at least as new as the Layerproof that wrote the report",
        )
    try:
        return Report.model_validate(document)
    except ValidationError as error:
        raise _invalid(error) from error


def _invalid(error: ValidationError) -> InvalidReportError:
    found = error.errors(include_url=False, include_input=False, include_context=False)
    faults = [
        Fault(".".join(str(step) for step in fault["loc"]) or "document", fault["msg"])
        for fault in found[:FAULTS_TOLD]
    ]
    more = len(found) - len(faults)
    noun = "fault" if len(found) == 1 else "faults"
    told = f", {more} more are not told" if more else ""
    return InvalidReportError(
        f"the document is not a valid report: {len(found)} {noun}{told}",
        advice="send the report.json that `layerproof coverage` wrote, unchanged",
        faults=tuple(faults),
    )


def _as_run(report: Report, canonical: bytes) -> NewRun:
    layers = [_layer(layer) for layer in report.layers]
    if report.total is not None:
        layers.append(_layer(report.total.model_copy(update={"name": TOTAL})))
    variants = _find_variants(report)
    return NewRun(
        facts=_facts(report, hashlib.sha256(canonical).hexdigest()),
        document=zlib.compress(canonical, level=3),
        reasons=tuple(_reason(reason) for reason in report.verdict.reasons),
        notes=tuple(report.verdict.notes),
        suites=tuple(_suite(suite) for suite in report.suites),
        layers=tuple(layers),
        gates=tuple(GateRecord(**gate.model_dump()) for gate in report.gates),
        tests=tuple(_test(test, variants) for test in report.tests),
    )


def _facts(report: Report, digest: str) -> RunFacts:
    return RunFacts(
        run_id=report.run.id,
        project=report.run.project,
        created_at=report.run.created_at.astimezone(UTC),
        commit=report.run.commit,
        branch=report.run.branch,
        dirty=report.run.dirty,
        ruling=report.verdict.ruling,
        exit_code=report.verdict.exit_code,
        partial=report.verdict.partial,
        branch_coverage=report.branch_coverage,
        schema_version=report.schema_version,
        tool_version=report.tool.version,
        digest=digest,
    )


def _reason(reason: ReportReason) -> ReasonRecord:
    return ReasonRecord(**reason.model_dump())


def _suite(suite: ReportSuite) -> SuiteRecord:
    return SuiteRecord(
        name=suite.name,
        ruling=suite.ruling,
        required=suite.required,
        expected=suite.expected,
        arrived=suite.arrived,
        seconds=suite.seconds,
        tests=TestCounts(**suite.tests.model_dump()),
    )


def _counts(counts: ReportCounts) -> CoverageCounts:
    return CoverageCounts(**counts.model_dump())


def _layer(layer: ReportLayer) -> LayerRecord:
    return LayerRecord(
        name=layer.name,
        measured=layer.measured,
        files=layer.files,
        counts=_counts(layer.counts),
        by_suite={suite: _counts(counts) for suite, counts in layer.by_suite.items()},
    )


def _find_variants(report: Report) -> Mapping[tuple[str, str], str]:
    """Return what tells the parts of a suite apart, by the suite and the part's label."""
    return {
        (suite.name, part.label): (part.python or "")[:VARIANT_LENGTH]
        for suite in report.suites
        for part in suite.parts
    }


def _test(test: ReportTest, variants: Mapping[tuple[str, str], str]) -> TestResult:
    return TestResult(
        suite=test.suite,
        part=test.part,
        nodeid=test.nodeid,
        result=test.result,
        seconds=test.seconds,
        message=make_storable(test.message[:MESSAGE_LENGTH]),
        variant=variants.get((test.suite, test.part), ""),
        retries=test.retries,
    )
