"""Sums over a suite's parts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from layerproof.core.judge.values import Ruling
from layerproof.core.outcome.values import Result
from layerproof.core.report.totals import SuiteTotals, duration, suite_totals
from tests.support.verdicts import a_part, a_suite, a_test


def test_results_and_seconds_add_over_parts() -> None:
    """Each part's results and seconds count, the suite's tests once for each Python."""
    failed = (a_test("t.py::a", Result.FAILED), a_test("t.py::b"))
    parts = (
        replace(a_part("unit", tests=failed, shard=1, shards=2, seconds=1.5), selected=3),
        replace(a_part("unit", shard=2, shards=2, seconds=2.0), selected=3),
        replace(a_part("unit", python="3.12", seconds=0.25), selected=3),
    )
    totals = suite_totals(a_suite("unit", Ruling.BROKEN, *parts))
    assert totals == SuiteTotals(6, Counter({Result.PASSED: 3, Result.FAILED: 1}), 3.75)
    assert (totals.ran, totals.phrase()) == (4, "3 passed, 1 failed")


def test_a_suite_without_parts_has_no_tests() -> None:
    """What did not arrive is told as no tests."""
    totals = suite_totals(a_suite("unit", Ruling.NOT_MEASURED, expected=2))
    assert (totals, totals.phrase()) == (SuiteTotals(0, Counter(), 0), "no tests")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0.00 s"),
        (1.424, "1.42 s"),
        (12.34, "12.3 s"),
        (9.999, "10.0 s"),
        (59.99, "1 min 00 s"),
        (125.4, "2 min 05 s"),
    ],
)
def test_durations_have_the_digits_that_matter(seconds: float, text: str) -> None:
    """Short durations have hundredths, long ones minutes."""
    assert duration(seconds) == text
