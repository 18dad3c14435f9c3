"""What of two runs can be compared, and what is said of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from layerproof.history.records.questions.comparison import LayerChange, SuiteChange
from layerproof.history.records.runs import (
    CoverageCounts,
    LayerRecord,
    ReasonRecord,
    RunDetail,
    StoredRun,
    SuiteRecord,
    TestCounts,
)
from layerproof.history.services.questions.comparability import (
    compare_layers,
    compare_suites,
    compare_totals,
    find_comparable,
    find_gaps,
)
from tests.factories.histories import MIDNIGHT, a_layer, a_suite, some_facts


def a_detail(
    number: int = 1,
    *,
    layers: Sequence[LayerRecord] = (),
    total: LayerRecord | None = None,
    suites: Sequence[SuiteRecord] = (),
    reasons: Sequence[ReasonRecord] = (),
    **facts: Any,
) -> RunDetail:
    """Return a run with its layers and suites, and the reasons of its ruling."""
    stored = StoredRun(number, some_facts(number, **facts), MIDNIGHT, TestCounts(), None)
    return RunDetail(stored, reasons, (), suites, layers, total, ())


WHOLE = a_detail()
LATE = a_suite("slow", expected=2, arrived=1)
FAILED = ReasonRecord("broken", "test-failed", "a test failed")
LOST = ReasonRecord("not measured", "data-missing", "data of suite api is missing", suite="api")

#: Broken weighs more than not measured, so that the ruling alone does not tell.
HALF: dict[str, Any] = {"ruling": "broken", "reasons": [FAILED, LOST]}


@pytest.mark.parametrize(
    ("run", "base", "expected"),
    [
        (WHOLE, WHOLE, []),
        (a_detail(complete=False), WHOLE, ["run-incomplete"]),
        (WHOLE, a_detail(complete=False, pieces=2), ["base-incomplete"]),
        (a_detail(partial=True), a_detail(partial=True), ["run-partial", "base-partial"]),
        (a_detail(ruling="not measured"), WHOLE, ["run-not-measured"]),
        (a_detail(**HALF), WHOLE, ["run-not-measured"]),
        (WHOLE, a_detail(**HALF), ["base-not-measured"]),
        (a_detail(ruling="broken", reasons=[FAILED]), WHOLE, []),
        (a_detail(suites=[LATE, a_suite()]), WHOLE, ["run-suites-missing"]),
        (WHOLE, a_detail(suites=[LATE]), ["base-suites-missing"]),
        (a_detail(suites=[LATE], complete=False), WHOLE, ["run-incomplete"]),
        (a_detail(branch_coverage=True), WHOLE, ["branch-coverage-differs"]),
        (
            a_detail(partial=True, ruling="not measured"),
            a_detail(branch_coverage=True),
            ["run-partial", "run-not-measured", "branch-coverage-differs"],
        ),
    ],
)
def test_gaps(run: RunDetail, base: RunDetail, expected: list[str]) -> None:
    """Each thing that keeps two runs from being compared is told, by its code."""
    assert [gap.code for gap in find_gaps(run, base)] == expected


def test_gaps_say_what_is_not_compared() -> None:
    """A gap names the run or the base, the suites, and what is therefore not told."""
    suites = [a_suite(f"s{number}", arrived=0) for number in range(11)]
    incomplete, missing, differs = find_gaps(
        a_detail(complete=False), a_detail(suites=suites, branch_coverage=True)
    )
    named = ", ".join(f"s{number}" for number in range(10))
    assert incomplete.message == (
        "not everything of the run has arrived: layers are not compared, and no test counts as "
        "vanished"
    )
    assert missing.message == (
        f"suites that did not arrive whole in the base: {named}, …; no test of theirs counts as new"
    )
    assert differs.message == "only the base measured branches: layers are not compared"


def test_gaps_of_the_other_run() -> None:
    """The same gaps of the other run are told with its name, and what it cannot show."""
    names = [f"s{number}" for number in range(10)]
    suites = [a_suite(name, arrived=0) for name in names]
    named = ", ".join(names)
    partial, unmeasured = find_gaps(a_detail(), a_detail(partial=True, ruling="not measured"))
    missing, differs = find_gaps(a_detail(suites=suites, branch_coverage=True), a_detail())
    (half,) = find_gaps(a_detail(), a_detail(**HALF))
    assert half.message == "the base was not measured as a whole: layers are not compared"
    assert [partial.message, unmeasured.message, differs.message] == [
        "the base was made without a verdict: layers are not compared, and no test counts as new",
        "the base was not measured: layers are not compared",
        "only the run measured branches: layers are not compared",
    ]
    assert missing.message == (
        f"suites that did not arrive whole in the run: {named}; no test of theirs counts as "
        "vanished"
    )


@pytest.mark.parametrize(
    ("changes", "known"),
    [
        ({}, True),
        ({"suites": [a_suite("unit")]}, True),
        ({"suites": [LATE]}, True),
        ({"suites": [a_suite("unit", arrived=0)]}, False),
        ({"complete": False}, False),
        ({"partial": True}, False),
        ({"ruling": "not measured"}, True),
    ],
)
def test_of_which_suites_all_tests_are_known(changes: dict[str, Any], *, known: bool) -> None:
    """A suite is known where its run is whole and all its parts are there, on each side alone."""
    detail, other = a_detail(2, **changes), a_detail(1)
    as_run, as_base = find_comparable(detail, other), find_comparable(other, detail)
    assert (as_run.run("unit"), as_run.base("unit")) == (known, True)
    assert (as_base.run("unit"), as_base.base("unit")) == (True, known)


@pytest.mark.parametrize(
    ("before", "after", "fell"),
    [
        ((9, 10), (9, 10), False),
        ((9, 10), (90, 100), False),
        ((9, 10), (91, 100), False),
        ((9, 10), (89, 100), True),
        ((999_999, 1_000_000), (999_998, 1_000_000), True),
        ((0, 0), (1, 2), None),
        ((1, 2), (0, 0), None),
    ],
)
def test_whether_a_layer_fell(
    before: tuple[int, int], after: tuple[int, int], *, fell: bool | None
) -> None:
    """Layers are compared as whole numbers, to the line; nothing to cover says nothing."""
    old, new = [a_layer("service", *counts) for counts in (before, after)]
    change = LayerChange("service", old.counts, new.counts, fell)
    assert compare_layers(a_detail(layers=[new]), a_detail(layers=[old])) == [change]
    total = compare_totals(a_detail(total=new), a_detail(total=old))
    assert total == replace(change, name="total")


def test_layers_of_either_run_are_told() -> None:
    """Layers come in the run's order, then those of the base alone; unmeasured ones are none."""
    model = replace(a_layer("model"), measured=False)
    run = a_detail(layers=[a_layer("b"), a_layer("a"), model])
    base = a_detail(layers=[a_layer("old"), a_layer("a"), model])
    counts = CoverageCounts(100, 10)
    assert compare_layers(run, base) == [
        LayerChange("b", None, counts, None),
        LayerChange("a", counts, counts, False),
        LayerChange("old", counts, None, None),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"complete": False},
        {"partial": True},
        {"ruling": "not measured"},
        HALF,
        {"branch_coverage": True},
    ],
)
def test_nothing_falls_where_runs_cannot_be_compared(changes: dict[str, Any]) -> None:
    """Layers of such runs are shown side by side without a word on which is better."""
    good, bad = a_layer("service", 9, 10), a_layer("service", 1, 10)
    run, base = a_detail(layers=[bad], total=bad, **changes), a_detail(layers=[good], total=good)
    total = compare_totals(run, base)
    assert [change.fell for change in compare_layers(run, base)] == [None]
    assert total == LayerChange("total", good.counts, bad.counts, None)


def test_totals_of_runs_without_counts() -> None:
    """A total that one run lacks is told as missing, and where both lack it there is none."""
    total = a_layer("total")
    assert compare_totals(a_detail(), a_detail()) is None
    assert compare_totals(a_detail(total=total), a_detail()) == LayerChange(
        "total", None, total.counts, None
    )
    assert compare_totals(a_detail(), a_detail(total=total)) == LayerChange(
        "total", total.counts, None, None
    )


def test_suites_of_either_run_are_told() -> None:
    """Suites stand side by side by their names, the run's first."""
    unit, slow, api = a_suite("unit"), a_suite("slow"), a_suite("api")
    longer = a_suite("unit", 3.0)
    assert compare_suites(a_detail(suites=[longer, api]), a_detail(suites=[slow, unit])) == [
        SuiteChange("unit", unit, longer),
        SuiteChange("api", None, api),
        SuiteChange("slow", slow, None),
    ]
