"""Scales of plots: where they begin and end, and which values get a line of the grid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from layerproof.history.pages.numbers import JOIN, number

#: Steps between two lines of the grid, in percentage points; the first that makes few enough.
_PERCENT_STEPS: Final = (1, 2, 5, 10, 20, 25)

_MOST_STEPS: Final = 5

#: Steps of durations, in seconds; from hours on people count in tens.
_SECONDS_STEPS: Final = (
    *(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5),
    *(1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 3600.0),
)
_ROUND: Final = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class AxisTick:
    """A value with a line of its own, and how it is written."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Axis:
    """From where to where a scale goes; ``high`` is always above ``low``."""

    low: float
    high: float
    ticks: Sequence[AxisTick]


def percent_axis(shares: Sequence[float]) -> Axis:
    """Return a scale for shares from 0 to 1: up to 100 %, and down to just below the lowest.

    A scale from 0 would press what matters, the last few percent, into one line.
    """
    lowest = max(0.0, min(shares)) * 100
    highest = max(shares) * 100
    scales = (_percent_scale(lowest, highest, step) for step in _PERCENT_STEPS)
    low, high, step = next(
        scale for scale in scales if (scale[1] - scale[0]) / scale[2] <= _MOST_STEPS
    )
    values = [*range(low, high, step), high]
    ticks = [AxisTick(value / 100, f"{value}{JOIN}%") for value in values]
    return Axis(low / 100, high / 100, ticks)


def _percent_scale(lowest: float, highest: float, step: int) -> tuple[int, int, int]:
    low = max(0, (math.ceil(lowest / step) - 1) * step)
    return low, min(100, max(math.ceil(highest / step) * step, low + step)), step


def seconds_axis(seconds: Sequence[float]) -> Axis:
    """Return a scale for durations, which begins at nothing."""
    highest = max(*seconds, _SECONDS_STEPS[0])
    step = _seconds_step(highest / _MOST_STEPS)
    count = math.ceil(highest / step - 1e-9)
    ticks = [
        AxisTick(at * step, _tick_text(at * step, step, count * step)) for at in range(count + 1)
    ]
    return Axis(0.0, count * step, ticks)


def _seconds_step(least: float) -> float:
    for step in _SECONDS_STEPS:
        if step >= least:
            return step
    hours = least / 3600
    power = 10.0 ** math.floor(math.log10(hours))
    return next(factor * power for factor in _ROUND if factor * power >= hours * (1 - 1e-9)) * 3600


def _tick_text(value: float, step: float, high: float) -> str:
    if not value:
        return "0"
    if step >= 3600:
        return f"{number(round(value / 3600))}{JOIN}h"
    if step >= 60:
        return f"{number(round(value / 60))}{JOIN}min"
    if step >= 1:
        return f"{number(round(value))}{JOIN}s"
    if high >= 1:
        return f"{value:.1f}{JOIN}s"
    return f"{round(value * 1000)}{JOIN}ms"
