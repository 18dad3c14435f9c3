"""Numbers for people: nothing is rounded up, and nothing that is there is shown as nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as some

from layerproof.history.pages import numbers
from layerproof.history.records.runs import CoverageCounts

WHOLE = some.integers(min_value=1, max_value=2**31)


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("covered", "total", "threshold", "shown"),
    [
        (0, 0, None, "\u2013"),
        (0, 10, None, "0.0 %"),
        (10, 10, None, "100.0 %"),
        (9_999, 10_000, None, "99.9 %"),
        (2**31 - 2, 2**31 - 1, None, "99.9 %"),
        (1, 10_000, None, "0.01 %"),
        (8_999, 10_000, 9_000, "89.9 %"),
        (8_496, 10_000, 8_495, "84.96 %"),
        (8_505, 10_000, 8_503, "85.05 %"),
    ],
)
def test_a_share_is_cut_off(covered: int, total: int, threshold: int | None, shown: str) -> None:
    """A share shows 100 for all alone, and a threshold only where it is reached."""
    assert _plain(numbers.share(covered, total, threshold)) == shown


@given(WHOLE, WHOLE, some.integers(min_value=0, max_value=10_000))
def test_a_share_never_seems_to_reach_what_it_does_not(one: int, two: int, threshold: int) -> None:
    """Read as a number, what is shown is at the threshold exactly where the share is."""
    covered, total = sorted((one, two))
    shown = round(float(_plain(numbers.share(covered, total, threshold))[:-2]) * 100)
    assert (shown >= threshold) == (covered * 10_000 >= threshold * total)


def test_nothing_counted_is_a_dash() -> None:
    """Where nothing was counted, or nothing could be, there is no percentage."""
    assert numbers.percent(None) == "\u2013"
    assert numbers.percent(CoverageCounts()) == "\u2013"
    assert numbers.percent(CoverageCounts(10, 1)) == "90.0\u00a0%"


@pytest.mark.parametrize(
    ("hundredths", "shown"), [(8_500, "85 %"), (8_495, "84.95 %"), (8_450, "84.5 %"), (0, "0 %")]
)
def test_a_threshold_has_no_needless_zeros(hundredths: int, shown: str) -> None:
    """A threshold is written as it was configured."""
    assert _plain(numbers.threshold_percent(hundredths)) == shown


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ((90, 100), (80, 100), "\u221210.00"),
        ((90, 100), (181, 200), "+0.50"),
        ((1, 3), (2, 6), "±0"),
        ((99_999, 100_000), (100_000, 100_000), "+<0.01"),
        ((100_000, 100_000), (99_999, 100_000), "\u2212<0.01"),
        ((0, 0), (1, 1), "\u2013"),
        ((1, 1), (0, 0), "\u2013"),
    ],
)
def test_a_change_is_told_in_points(
    before: tuple[int, int], after: tuple[int, int], shown: str
) -> None:
    """Only shares that are equal as fractions have not changed."""
    one, two = (CoverageCounts(total, total - covered) for covered, total in (before, after))
    assert numbers.points(one, two) == shown


def test_what_was_not_there_has_not_changed() -> None:
    """Without one of the sides there is no change to tell."""
    assert numbers.points(None, CoverageCounts(1)) == "\u2013"
    assert numbers.points(CoverageCounts(1), None) == "\u2013"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (None, "\u2013"),
        (0, "0 ms"),
        (0.0123, "12 ms"),
        (0.9994, "999 ms"),
        (0.9996, "1.00 s"),
        (59.994, "59.99 s"),
        (59.996, "1 min 00 s"),
        (3_599.4, "59 min 59 s"),
        (3_600, "1 h 00 min"),
        (1e9, "277,777 h 46 min"),
    ],
)
def test_a_duration_is_in_the_unit_that_reads_best(seconds: float | None, shown: str) -> None:
    """Units change where the rounded number would not fit any more."""
    assert _plain(numbers.duration(seconds)) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.0004, "±0"), (-0.0004, "±0"), (0.25, "+250 ms"), (-61, "\u22121 min 01 s")],
)
def test_growth_has_a_sign(seconds: float, shown: str) -> None:
    """A change of a duration says its direction; one below a millisecond is none."""
    assert _plain(numbers.growth(seconds)) == shown


def test_a_factor_is_rough() -> None:
    """How many times as long: one decimal, and none where there are thousands."""
    assert _plain(numbers.factor(1.26)) == "1.3 \N{MULTIPLICATION SIGN}"
    assert _plain(numbers.factor(12_345.6)) == "12,346 \N{MULTIPLICATION SIGN}"


def test_counts_are_words() -> None:
    """One of something has no s, and thousands are set apart."""
    assert _plain(numbers.plural(1, "test")) == "1 test"
    assert _plain(numbers.plural(12_000, "test")) == "12,000 tests"
    assert _plain(numbers.plural(2, "retry", "retries")) == "2 retries"


def test_moments_are_in_utc() -> None:
    """A moment from elsewhere is shown in UTC, for people and for programs."""
    there = datetime(2026, 11, 22, 1, 30, 59, tzinfo=timezone(timedelta(hours=5)))
    assert _plain(numbers.moment(there)) == "2026-11-21 20:30 UTC"
    assert numbers.date(there) == "2026-11-21"
    assert numbers.machine_moment(there) == "2026-11-21T20:30:59Z"
    assert numbers.machine_moment(datetime(2000, 1, 1, tzinfo=UTC)) == "2000-01-01T00:00:00Z"
