"""From a body to a run, or to a refusal that says what is wrong."""

from __future__ import annotations

import hashlib
import json
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest

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
from layerproof.history.services.intake import receive
from tests.factories.reports import (
    make_gate,
    make_layer,
    make_reason,
    make_report,
    make_suite,
    make_test,
    write_report,
)


def _body(document: object) -> bytes:
    return json.dumps(document).encode()


def test_a_whole_report_becomes_a_run() -> None:
    """Every part of a report stands in the run, in order, the total as the last layer."""
    document = make_report(
        run_id="whole", ruling="broken", layers=[make_layer("service")], tests=[make_test(7)]
    )
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
    run = receive(_body(document))
    assert zlib.decompress(run.document) == canonical
    expected = NewRun(
        facts=RunFacts(
            run_id="whole",
            project="shop",
            created_at=datetime(2026, 11, 21, 15, 30, tzinfo=UTC),
            commit="9f8e7d6c",
            branch="main",
            dirty=False,
            ruling="broken",
            exit_code=1,
            partial=False,
            branch_coverage=False,
            schema_version=1,
            tool_version="0.1.0",
            digest=hashlib.sha256(canonical).hexdigest(),
        ),
        document=run.document,
        reasons=(ReasonRecord(**make_reason()),),
        notes=("one note",),
        suites=(SuiteRecord("unit", "kept", True, 1, 1, 1.5, TestCounts(2, 2)),),
        layers=(
            LayerRecord(
                "service", True, 2, CoverageCounts(100, 10), {"unit": CoverageCounts(100, 20)}
            ),
            LayerRecord(
                "total", True, 2, CoverageCounts(200, 20), {"unit": CoverageCounts(200, 40)}
            ),
        ),
        gates=(GateRecord(**make_gate()),),
        tests=(TestResult("unit", "unit", "tests/unit/test_module_0.py::test_7", "passed", 0.25),),
    )
    assert run == expected


def test_the_total_is_called_total_whatever_it_is_called() -> None:
    """The whole source has one name, so that it can be asked for."""
    run = receive(write_report(total=make_layer("everything")))
    assert run.layers[-1].name == "total"


def test_moments_are_kept_in_utc() -> None:
    """A moment with an offset is turned to UTC."""
    run = receive(write_report(created_at="2026-11-21T17:30:00+02:00"))
    assert run.facts.created_at.isoformat() == "2026-11-21T15:30:00+00:00"


def test_unknown_keys_are_kept_in_the_document() -> None:
    """Keys that a newer Layerproof of the same schema adds are stored, not refused."""
    run = receive(write_report(run_id="new", weather={"wind": 3}))
    assert json.loads(zlib.decompress(run.document))["weather"] == {"wind": 3}


def test_messages_are_shortened_and_free_of_nul() -> None:
    """A test's message is kept to 2,000 characters, and its NUL characters become visible."""
    run = receive(write_report(tests=[make_test(message="a\x00b" + "c" * 5_000)]))
    assert run.tests[0].message == "a␀b" + "c" * 1_997


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "EOF"),
        (b"{", "EOF"),
        (b"\xff\xfe", "expected value"),
        (b'{"a": NaN}', "expected value"),
        (b'{"a": 1e999}', "a number is out of range"),
        (b'"\\ud800"', "hex escape"),
        (b"[" * 100_000, "recursion limit"),
        (b'{"a":' * 100_000, "recursion limit"),
        (b"9" * 5_000, "out of range"),
    ],
)
def test_what_is_no_json_is_refused(body: bytes, why: str) -> None:
    """A body that is not JSON, or nested too deeply, is refused with the reason."""
    with pytest.raises(MalformedReportError, match=why):
        receive(body)


@pytest.mark.parametrize("document", [[], "text", 1, None, True])
def test_what_is_no_object_is_refused(document: object) -> None:
    """JSON that is not an object is no report."""
    with pytest.raises(InvalidReportError, match="an object was expected"):
        receive(_body(document))


@pytest.mark.parametrize("version", [0, 2, -1, 10**30])
def test_an_unknown_schema_version_is_named_with_the_known_ones(version: int) -> None:
    """A number that is not known is told together with those that are."""
    with pytest.raises(
        UnknownSchemaVersionError, match=f"^schema version {version} is not known; known: 1$"
    ):
        receive(write_report(schema_version=version))


def _changed(path: str, value: object) -> bytes:
    document: Any = make_report(run_id="changed", ruling="broken")
    *steps, last = path.split(".")
    place = document
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[int(last) if isinstance(place, list) else last] = value
    return _body(document)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema_version", "1"),
        ("schema_version", True),
        ("schema_version", None),
        ("run.id", "no/slash"),
        ("run.id", "x" * 65),
        ("run.id", ""),
        ("run.id", "line\n"),
        ("run.project", ""),
        ("run.project", "x" * 256),
        ("run.project", "nul\x00"),
        ("run.branch", "nul\x00"),
        ("run.dirty", "no"),
        ("run.created_at", "yesterday"),
        ("run.created_at", "2026-11-21T15:30:00"),
        ("run.created_at", "0001-01-01T00:00:00+14:00"),
        ("run.created_at", "9999-12-31T23:59:59-12:00"),
        ("run.created_at", 1e20),
        ("verdict.ruling", "fine"),
        ("verdict.exit_code", 2),
        ("verdict.reasons.0.line", -1),
        ("verdict.reasons.0.message", None),
        ("verdict.notes.0", 1),
        ("suites", {}),
        ("suites.0.expected", 2**31),
        ("suites.0.seconds", -1),
        ("suites.0.tests.passed", 1.5),
        ("suites.0.tests.passed", "1"),
        ("layers.0.files", 10**30),
        ("layers.0.counts.statements", -1),
        ("gates.0.kind", "best"),
        ("gates.0.covered", None),
        ("tests.0.nodeid", "nul\x00"),
        ("tests.0.result", "maybe"),
        ("tests.0.seconds", "fast"),
    ],
)
def test_each_wrong_value_is_named_by_its_place(path: str, value: object) -> None:
    """A single wrong value is the single fault, and its place is told."""
    with pytest.raises(InvalidReportError, match=r"not a valid report: 1 fault$") as caught:
        receive(_changed(path, value))
    assert [fault.where for fault in caught.value.faults] == [path]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            {"suites": [make_suite("merged")]},
            Fault("suites.0", "Value error, a suite cannot be called 'merged'"),
        ),
        (
            {"suites": [make_suite("api"), make_suite("api")]},
            Fault("document", "Value error, the suite 'api' is there more than once"),
        ),
        (
            {"layers": [make_layer("router"), make_layer("router")]},
            Fault("document", "Value error, the layer 'router' is there more than once"),
        ),
        (
            {"layers": [make_layer("total")]},
            Fault("document", "Value error, the layer 'total' is there more than once"),
        ),
        (
            {"layers": [make_layer("router", 1, 2)]},
            Fault("layers.0.counts", "Value error, more is missing than there is"),
        ),
    ],
)
def test_what_contradicts_itself_is_refused(changes: dict[str, Any], fault: Fault) -> None:
    """Names that stand for two things, and counts that cannot be, are told in words."""
    with pytest.raises(InvalidReportError, match="not a valid report") as caught:
        receive(write_report(**changes))
    assert caught.value.faults[0] == fault


def test_at_most_twenty_faults_are_told() -> None:
    """Of many faults the first twenty are told, and how many there are."""
    tests = [make_test(result="maybe") for _ in range(50)]
    with pytest.raises(InvalidReportError, match="50 faults, 30 more are not told") as caught:
        receive(write_report(tests=tests))
    assert len(caught.value.faults) == 20


def test_a_fault_does_not_repeat_the_value() -> None:
    """What was sent is not sent back in the error."""
    with pytest.raises(InvalidReportError, match=r"1 fault$") as caught:
        receive(_changed("verdict.ruling", "<script>"))
    assert "<script>" not in repr(caught.value.faults)


def test_prose_is_never_a_reason_to_refuse() -> None:
    """Long messages are cut to 20,000 characters, and NUL characters in them become visible."""
    document = make_report(run_id="prose", ruling="broken")
    document["verdict"]["reasons"] = [make_reason(message="a\x00" + "b" * 50_000)]
    document["verdict"]["notes"] = ["\x00"]
    run = receive(_body(document))
    assert (run.reasons[0].message, run.notes) == ("a␀" + "b" * 19_998, ("␀",))
