"""One run of many pieces: what comes of it, and what is said of it."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import layerproof.core.report
from layerproof import __version__
from layerproof.history.errors.pieces import InvalidPieceError
from layerproof.history.records.pieces import (
    Case,
    TestContent,
)
from layerproof.history.records.runs import (
    CoverageCounts,
    LayerRecord,
    ReasonRecord,
    TestCounts,
    TestResult,
)
from layerproof.history.services.pieces import suites
from tests.factories.pieces import ARRIVED, coverage_of, lines_of, make_piece, told
from tests.support.assembled_runs import (
    API,
    API_LINES,
    LAYERS,
    MADE,
    NO_GATES,
    UNIT,
    UNIT_LINES,
    document_of,
    outcome_of,
    put_together,
    reasons_of,
)


def test_a_whole_run() -> None:
    """Of a run that has come whole everything is told, in the shape of a report."""
    run = put_together(UNIT, API, UNIT_LINES, API_LINES, layers=LAYERS)
    assert outcome_of(run) == ("kept", 0, True)
    assert (run.facts.pieces, run.facts.created_at, run.facts.branch_coverage) == (4, MADE, True)
    assert (run.facts.partial, run.facts.dirty) == (False, False)
    assert (run.reasons, run.notes) == ((), (NO_GATES,))
    assert [(suite.name, suite.ruling, suite.tests) for suite in run.suites] == [
        ("api", "kept", TestCounts(selected=1, xfailed=1)),
        ("unit", "kept", TestCounts(selected=2, passed=1, skipped=1)),
    ]
    assert list(run.layers) == [
        LayerRecord(
            "service",
            measured=True,
            files=1,
            counts=CoverageCounts(3, 0, 2, 1),
            by_suite={"api": CoverageCounts(3, 1, 2, 2), "unit": CoverageCounts(3, 1, 2, 1)},
        ),
        LayerRecord(
            "router",
            measured=True,
            files=1,
            counts=CoverageCounts(1, 0),
            by_suite={"api": CoverageCounts(1, 0), "unit": CoverageCounts(1, 1)},
        ),
        LayerRecord(
            "total",
            measured=True,
            files=3,
            counts=CoverageCounts(5, 1, 2, 1),
            by_suite={"api": CoverageCounts(5, 2, 2, 2), "unit": CoverageCounts(5, 3, 2, 1)},
        ),
    ]
    assert list(run.tests) == [
        TestResult("api", "api", "t.b::three", "xfailed", 1.5, "known"),
        TestResult("unit", "unit", "t.a::one", "passed", 0.5, retries=1),
        TestResult("unit", "unit", "t.a::two", "skipped", 0.0, "no"),
    ]


def test_the_document() -> None:
    """The document is a report: valid by its schema, with files, lines and places of tests."""
    document = document_of(put_together(UNIT, API, UNIT_LINES, API_LINES, layers=LAYERS))
    schema = Path(layerproof.core.report.__path__[0], "report.schema.json").read_text("utf-8")
    assert document["tool"] == {"name": "layerproof-history", "version": __version__}
    by_layerproof = document | {"tool": {"name": "layerproof", "version": __version__}}
    assert list(Draft202012Validator(json.loads(schema)).iter_errors(by_layerproof)) == []
    files = {file.pop("path"): file for file in document["files"]}
    assert {path: file["layer"] for path, file in files.items()} == {
        "src/other.py": None,
        "src/routers/r.py": "router",
        "src/services/a.py": "service",
    }
    service = files["src/services/a.py"]
    assert (service["missing_lines"], service["partial"], service["covered_by"]) == (
        [],
        {"2": [4]},
        {"api": [1, 3], "unit": [1, 2]},
    )
    assert files["src/other.py"]["missing_lines"] == [1]
    assert document["tests"][0]["file"] == "t/b.py"


def test_the_order_of_arrival_makes_no_difference() -> None:
    """Pieces in any order make the very same run."""
    pieces = [UNIT, API, UNIT_LINES, API_LINES]
    runs = {put_together(*order, layers=LAYERS).facts for order in itertools.permutations(pieces)}
    assert len(runs) == 1


def test_shards_and_variants() -> None:
    """Parts are labelled as reports label them; a variant is told of each of its results."""
    run = put_together(
        *[
            make_piece(told(Case(f"t::{n}", "passed", 1.0)), shard=n, shards=2, variant="3.12")
            for n in (1, 2)
        ],
        make_piece(told(Case("t::1", "failed"))),
    )
    assert [(test.part, test.variant, test.result) for test in run.tests] == [
        ("unit", "", "failed"),
        ("unit-3.12.1of2", "3.12", "passed"),
        ("unit-3.12.2of2", "3.12", "passed"),
    ]
    (suite,) = run.suites
    assert (suite.expected, suite.arrived, suite.seconds, suite.ruling) == (3, 3, 2.0, "broken")
    parts = document_of(run)["suites"][0]["parts"]
    assert [(part["python"], part["shard"], part["exit_code"]) for part in parts] == [
        (None, 1, 1),
        ("3.12", 1, 0),
        ("3.12", 2, 0),
    ]


def test_nothing_has_come_yet() -> None:
    """A run of which nothing is there is not measured, and says how much is missing."""
    run = put_together(expected=2)
    assert outcome_of(run) == ("not measured", 3, False)
    said = "2 of 2 pieces did not arrive, and no other piece says which"
    assert reasons_of(run) == [("not measured", "pieces-missing", said)]
    assert (run.facts.created_at, run.suites, run.layers, run.tests) == (ARRIVED, (), (), ())


def test_an_incomplete_run_is_never_a_pass() -> None:
    """Whatever has come, a run with a piece missing is not measured, and says which one."""
    run = put_together(make_piece(shard=1, shards=2), API, expected=4)
    assert outcome_of(run) == ("not measured", 3, False)
    assert reasons_of(run) == [
        ("not measured", "shard-missing", "tests of suite unit: 1 of 2 shards did not arrive: 2"),
        (
            "not measured",
            "pieces-missing",
            "1 of 4 pieces did not arrive, and no other piece says which",
        ),
    ]
    assert [(suite.name, suite.ruling, suite.arrived) for suite in run.suites] == [
        ("api", "kept", 1),
        ("unit", "not measured", 1),
    ]
    assert [reason.suite for reason in run.reasons] == ["unit", None]


def test_an_incomplete_run_with_failures() -> None:
    """Failures are told at once, though nothing is ruled before all is there."""
    bad = make_piece(told(Case("t::bad", "failed")))
    run = put_together(bad, expected=2)
    assert outcome_of(run) == ("not measured", 3, False)
    assert [code for _, code, _ in reasons_of(run)] == ["pieces-missing", "test-failed"]


def test_failed_tests_break_a_run() -> None:
    """Each test that failed, or had an error, is a reason with its place."""
    cases = told(
        Case("t::bad", "failed", message="first\nsecond", file="t.py", line=4),
        Case("t::worse", "error"),
        Case("t::good", "passed"),
    )
    run = put_together(make_piece(cases), API)
    assert outcome_of(run) == ("broken", 1, True)
    assert list(run.reasons) == [
        ReasonRecord(
            "broken",
            "test-failed",
            "t::bad failed in unit: first",
            suite="unit",
            path="t.py",
            line=4,
        ),
        ReasonRecord("broken", "test-failed", "t::worse ended with an error in unit", suite="unit"),
    ]
    assert [suite.ruling for suite in run.suites] == ["kept", "broken"]


def test_of_many_failures_some_are_named() -> None:
    """Fifty failed tests are named, the rest is counted by suite."""
    unit = told(*(Case(f"t::{number}", "failed") for number in range(51)))
    api = told(*(Case(f"t::{number}", "error") for number in range(2)))
    run = put_together(make_piece(unit), make_piece(api, suite="api"))
    assert len(run.reasons) == 51
    assert run.reasons[-1] == ReasonRecord(
        "broken", "test-failed", "3 more tests failed in suite unit", suite="unit"
    )
    fewer = told(*(Case(f"t::{number}", "failed") for number in range(51)))
    assert put_together(make_piece(fewer)).reasons[-1].message == "1 more test failed in suite unit"


@pytest.mark.parametrize(
    ("cases", "code", "said"),
    [
        ((), "suite-empty", "the files of suite unit have no test"),
        (
            (Case("a", "skipped"), Case("b", "skipped")),
            "all-skipped",
            "every test of suite unit was skipped",
        ),
    ],
)
def test_suites_that_ran_nothing(cases: tuple[Case, ...], code: str, said: str) -> None:
    """A suite of which no test ran has not passed, whatever others did."""
    run = put_together(make_piece(told(*cases)), API)
    assert outcome_of(run) == ("not measured", 3, True)
    assert reasons_of(run) == [("not measured", code, said)]
    assert [suite.ruling for suite in run.suites] == ["kept", "not measured"]


def test_an_empty_suite_behind_one_that_is_not_all_there() -> None:
    """What is missing of one suite hides nothing of another."""
    run = put_together(make_piece(suite="a", shards=2), make_piece(told()), expected=3)
    assert [code for _, code, _ in reasons_of(run)] == ["shard-missing", "suite-empty"]


def test_one_empty_shard_is_no_empty_suite() -> None:
    """A suite that has tests in one shard may have none in another; that is seen at its end."""
    empty = make_piece(told(), shard=1, shards=2)
    assert outcome_of(put_together(empty, make_piece(shard=2, shards=2)))[0] == "kept"
    assert [code for _, code, _ in reasons_of(put_together(empty, expected=2))] == ["shard-missing"]


def test_a_variant_without_a_test_is_no_pass() -> None:
    """A suite that found its tests under one Python and none under another has not passed."""
    run = put_together(
        make_piece(variant="3.11"),
        make_piece(told(), variant="3.12", shard=1, shards=2),
        make_piece(told(), variant="3.12", shard=2, shards=2),
    )
    assert outcome_of(run) == ("not measured", 3, True)
    said = "the files of suite unit (3.12) have no test"
    assert reasons_of(run) == [("not measured", "suite-empty", said)]
    assert [suite.ruling for suite in run.suites] == ["not measured"]


SKIPPED = told(Case("a", "skipped"))


def test_a_variant_that_was_skipped_whole_is_no_pass() -> None:
    """A suite whose tests were all skipped under one Python has not passed, whatever others did."""
    run = put_together(
        make_piece(variant="3.11"),
        make_piece(SKIPPED, variant="3.12", shard=1, shards=2),
        make_piece(told(), variant="3.12", shard=2, shards=2),
        make_piece(SKIPPED, variant="3.13", shard=1, shards=2),
        make_piece(variant="3.13", shard=2, shards=2),
        make_piece(SKIPPED),
    )
    assert outcome_of(run) == ("not measured", 3, True)
    assert reasons_of(run) == [
        ("not measured", "all-skipped", "every test of suite unit was skipped"),
        ("not measured", "all-skipped", "every test of suite unit (3.12) was skipped"),
    ]


CUT = TestContent((Case("a", "passed"),), interrupted=True)


def test_a_run_that_was_cut_short_is_no_pass() -> None:
    """Each part whose run was ended before its end is named, and the run is not measured."""
    run = put_together(make_piece(CUT, variant="3.12", shard=1, shards=2), API, expected=3)
    assert [code for _, code, _ in reasons_of(run)] == ["shard-missing", "run-interrupted"]
    run = put_together(make_piece(CUT, variant="3.12"), make_piece(variant="3.13"), API)
    assert outcome_of(run) == ("not measured", 3, True)
    assert list(run.reasons) == [
        ReasonRecord(
            "not measured",
            "run-interrupted",
            "the file of part unit-3.12 tells of a test run that was cut short, or of a worker "
            "that died",
            "run it again, as a run with an id of its own, and send the file of a run that went "
            "to its end",
            suite="unit",
        )
    ]
    assert [(suite.name, suite.ruling) for suite in run.suites] == [
        ("api", "kept"),
        ("unit", "not measured"),
    ]
    parts = document_of(run)["suites"][1]["parts"]
    assert [(part["status"], part["exit_code"]) for part in parts] == [
        ("interrupted", 2),
        ("finished", 0),
    ]


def test_failures_of_a_run_that_was_cut_short() -> None:
    """Broken weighs more than not measured, also where the run was ended early."""
    run = put_together(make_piece(TestContent((Case("a", "failed"),), interrupted=True)))
    assert outcome_of(run) == ("broken", 1, True)
    assert [code for _, code, _ in reasons_of(run)] == ["test-failed", "run-interrupted"]


@pytest.mark.parametrize("cases", [(), (Case("a", "skipped"),)])
def test_what_a_run_that_was_cut_short_lacks(cases: tuple[Case, ...]) -> None:
    """That no test ran before the end came is no fault of its own."""
    run = put_together(make_piece(TestContent(cases, interrupted=True)))
    assert [code for _, code, _ in reasons_of(run)] == ["run-interrupted"]


def test_a_run_with_too_many_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A piece with which a run would have more tests than a report may tell is refused."""
    monkeypatch.setattr(suites, "MAX_RUN_TESTS", 2)
    assert outcome_of(put_together(UNIT)) == ("kept", 0, True)
    with pytest.raises(
        InvalidPieceError, match="with this piece there would be 3 tests, more than 2"
    ):
        put_together(UNIT, API)


def test_long_times_stay_within_a_report() -> None:
    """Tests that took absurdly long together are stored as the longest that can be told."""
    cases = told(*(Case(f"t::{number}", "passed", 1e9) for number in range(3)))
    (suite,) = put_together(make_piece(cases)).suites
    assert suite.seconds == 1e9


def test_the_largest_values_are_taken() -> None:
    """Names and numbers at their bounds make a run that can be stored."""
    case = Case("n" * 20_000, "failed", 1e9, "m" * 20_000, 3, "f" * 4_000, 2**31 - 1)
    piece = make_piece(told(case), suite="s" * 200, variant="v" * 32, shard=999, shards=999)
    lines = make_piece(coverage_of(lines_of("p" * 4_000, [2**31 - 1])), suite="s" * 200)
    run = put_together(piece, lines, expected=1_000)
    assert (len(run.tests[0].part), run.tests[0].retries, run.layers[-1].files) == (242, 3, 1)
