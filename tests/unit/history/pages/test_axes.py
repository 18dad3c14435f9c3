"""Scales: round steps, few of them, and every value between their ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from layerproof.history.pages.axes import percent_axis, seconds_axis

SHARES = some.lists(some.floats(min_value=0, max_value=1), min_size=1)
SECONDS = some.lists(some.floats(min_value=0, max_value=1e9), min_size=1)


def _texts(texts: list[str]) -> list[str]:
    return [text.replace("\u00a0", " ") for text in texts]


@pytest.mark.parametrize(
    ("shares", "texts"),
    [
        ([0.891, 1.0], ["85 %", "90 %", "95 %", "100 %"]),
        ([1.0, 1.0], ["99 %", "100 %"]),
        ([0.0], ["0 %", "1 %"]),
        ([0.0, 1.0], ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]),
        ([0.955, 0.956], ["95 %", "96 %"]),
    ],
)
def test_a_scale_of_shares_is_round(shares: list[float], texts: list[str]) -> None:
    """The scale ends in round percentages around the values."""
    assert _texts([tick.text for tick in percent_axis(shares).ticks]) == texts


@pytest.mark.parametrize(
    ("seconds", "texts"),
    [
        ([0.0], ["0", "1 ms"]),
        ([0.04], ["0", "10 ms", "20 ms", "30 ms", "40 ms"]),
        ([1.2], ["0", "0.5 s", "1.0 s", "1.5 s"]),
        ([180.0, 30.0], ["0", "1 min", "2 min", "3 min"]),
        ([7_300.0], ["0", "1 h", "2 h", "3 h"]),
        ([1e7], ["0", "1,000 h", "2,000 h", "3,000 h"]),
        ([40.0], ["0", "10 s", "20 s", "30 s", "40 s"]),
    ],
)
def test_a_scale_of_durations_is_round(seconds: list[float], texts: list[str]) -> None:
    """The scale begins at nothing, and its steps are in the unit of the longest."""
    assert _texts([tick.text for tick in seconds_axis(seconds).ticks]) == texts


@given(SHARES)
def test_every_share_has_a_place(shares: list[float]) -> None:
    """All shares lie on the scale, it is never empty, and has at most six lines."""
    axis = percent_axis(shares)
    assert 0 <= axis.low <= min(shares)
    assert max(shares) <= axis.high <= 1
    assert axis.low < axis.high
    assert 2 <= len(axis.ticks) <= 6
    assert len({tick.text for tick in axis.ticks}) == len(axis.ticks)


@given(SECONDS)
def test_every_duration_has_a_place(seconds: list[float]) -> None:
    """All durations lie on the scale, whatever their size, with at most six lines."""
    axis = seconds_axis(seconds)
    assert axis.low == 0
    assert max(seconds) <= axis.high * (1 + 1e-9)
    assert 2 <= len(axis.ticks) <= 6
    assert len({tick.text for tick in axis.ticks}) == len(axis.ticks)
