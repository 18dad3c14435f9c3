"""Numbers as the page shows them."""

from __future__ import annotations

import pytest

from layerproof.core.measure.values import Counts
from layerproof.core.report.html.figures import (
    duration,
    number,
    percent,
    plural,
    threshold_percent,
)


@pytest.mark.parametrize(
    ("counts", "threshold", "text"),
    [
        (Counts(statements=2_000, missing=1), None, "99.9\u00a0%"),
        (Counts(statements=10), None, "100.0\u00a0%"),
        (Counts(statements=10_000, missing=1_501), 8_500, "84.9\u00a0%"),
        (Counts(), None, "\u2013"),
        (Counts(), 8_500, "\u2013"),
    ],
)
def test_percent(counts: Counts, threshold: int | None, text: str) -> None:
    """A share is cut off, not rounded, and nothing to cover is not 100 %."""
    assert percent(counts, threshold) == text


def test_threshold_percent() -> None:
    """A threshold has no needless zeros, and its sign stays on its line."""
    assert [threshold_percent(9_000), threshold_percent(8_525)] == ["90\u00a0%", "85.25\u00a0%"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0041, "4\u00a0ms"),
        (0.9996, "1.00\u00a0s"),
        (1.42, "1.42\u00a0s"),
        (59.999, "1\u00a0min 00\u00a0s"),
        (125.4, "2\u00a0min 05\u00a0s"),
    ],
)
def test_duration(seconds: float, text: str) -> None:
    """A duration is shown in the unit that it fills, also where it is rounded into the next."""
    assert duration(seconds) == text


def test_plural() -> None:
    """One thing is one, several are several, and a word may have its own plural."""
    found = [plural(1, "file"), plural(1_200, "file"), plural(0, "entry", "entries")]
    assert found == ["1\u00a0file", "1,200\u00a0files", "0\u00a0entries"]


def test_number() -> None:
    """Thousands are set apart."""
    assert number(1_234_567) == "1,234,567"
