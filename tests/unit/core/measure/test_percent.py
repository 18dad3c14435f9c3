"""Percentages for people."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerproof.core.measure.percent import format_percent, format_threshold
from layerproof.core.measure.values import Counts


@pytest.mark.parametrize(
    ("covered", "total", "threshold", "shown"),
    [
        (0, 0, None, "-"),
        (0, 7, None, "0.0 %"),
        (7, 7, None, "100.0 %"),
        (873, 1000, 9_000, "87.3 %"),
        (99_999, 100_000, 10_000, "99.9 %"),
        (8_496, 10_000, 8_500, "84.9 %"),
        (8_497, 10_000, 8_495, "84.97 %"),
        (8_494, 10_000, 8_495, "84.94 %"),
        (1, 2_000, None, "0.05 %"),
    ],
)
def test_shows_share(covered: int, total: int, threshold: int | None, shown: str) -> None:
    """A share is cut off after one decimal, or after two where one would hide what matters."""
    assert format_percent(covered, total, threshold) == shown


@pytest.mark.parametrize(
    ("threshold", "shown"),
    [(8_500, "85 %"), (8_495, "84.95 %"), (8_450, "84.5 %"), (5, "0.05 %"), (10_000, "100 %")],
)
def test_shows_threshold(threshold: int, shown: str) -> None:
    """A threshold is shown with the decimals that it has."""
    assert format_threshold(threshold) == shown


shares = st.integers(1, 10**6).flatmap(
    lambda total: st.tuples(st.integers(0, total), st.just(total))
)


@given(shares, st.integers(0, 10_000))
def test_never_shows_what_is_not_reached(share: tuple[int, int], threshold: int) -> None:
    """What is shown lies at the threshold or above exactly when the threshold is reached."""
    covered, total = share
    shown = re.fullmatch(r"(\d+\.\d+) %", format_percent(covered, total, threshold))
    assert shown
    reached = Counts(total, total - covered).reaches(threshold)
    assert (Fraction(shown[1]) * 100 >= threshold) == reached


@given(shares)
def test_shows_full_only_for_all(share: tuple[int, int]) -> None:
    """100 is shown when everything ran, and only then."""
    covered, total = share
    assert (format_percent(covered, total) == "100.0 %") == (covered == total)


some_counts = st.tuples(shares, shares).map(
    lambda both: Counts(both[0][1], both[0][0], both[1][1], both[1][0])
)


@given(some_counts, st.integers(0, 10_000))
def test_reaching_agrees_with_exact_shares(counts: Counts, threshold: int) -> None:
    """Comparing whole numbers gives what comparing exact fractions gives."""
    exact = Fraction(counts.covered, counts.total) >= Fraction(threshold, 10_000)
    assert counts.reaches(threshold) == exact


@given(some_counts, some_counts)
def test_counts_add(one: Counts, other: Counts) -> None:
    """Total, covered and uncovered of a sum are the sums of the parts'."""
    both = one + other
    assert (both.total, both.covered, both.uncovered) == (
        one.total + other.total,
        one.covered + other.covered,
        one.uncovered + other.uncovered,
    )
