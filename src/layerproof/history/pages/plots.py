"""Lines over runs: from values to places on a drawing. ``templates/plot.html`` writes the SVG.

A line is told apart by its colour, its dashes, the shape of its marks and the name at its end, so
that nobody needs the colour. What was not measured is a gap, never a zero and never bridged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from typing import Final

from layerproof.history.pages.axes import Axis, percent_axis, seconds_axis
from layerproof.history.pages.printable import plain_text, shorten

WIDTH: Final = 1080
HEIGHT: Final = 300
LEFT: Final = 60
RIGHT: Final = 880
TOP: Final = 14
BOTTOM: Final = 262

#: As many lines as there are styles; further ones stand in the table alone.
MOST_LINES: Final = 8

#: More marks than this on a line would run into each other.
MOST_MARKS: Final = 40

_LABEL_STEP: Final = 15
_LABEL_LENGTH: Final = 22
_MARK: Final = 3.5


class Unit(Enum):
    """What the values of a plot are: shares from 0 to 1, or seconds."""

    SHARE = auto()
    SECONDS = auto()


@dataclass(frozen=True, slots=True)
class Series:
    """One line: a value for each step, ``None`` for a gap, and how each is written."""

    name: str
    values: Sequence[float | None]
    shown: Sequence[str]


@dataclass(frozen=True, slots=True)
class Plot:
    """Some lines over the same steps, oldest first.

    ``steps`` says what each step is (the moment of a run), ``dates`` the same as short as it
    stands below the axis.
    """

    title: str
    description: str
    unit: Unit
    steps: Sequence[str]
    dates: Sequence[str]
    series: Sequence[Series]


@dataclass(frozen=True, slots=True)
class Size:
    """Where what is on a drawing, in its own units; a browser makes it as wide as there is room."""

    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM
    label: int = RIGHT + 16


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid and what is written beside it."""

    place: float
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A value that can be pointed at."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A series as it is drawn; ``style`` counts from 1."""

    style: int
    path: str
    marks: Sequence[Mark]
    label: str
    label_y: float
    leader: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that the SVG of a plot is made of; places are in its own units."""

    lines: Sequence[Line]
    rules: Sequence[Tick]
    dates: Sequence[Tick]
    left_out: int
    size: Size = Size()


@dataclass(frozen=True, slots=True)
class _Point:
    step: int
    x: float
    y: float


def draw(plot: Plot) -> Drawing | None:
    """Return a plot's drawing, or ``None`` where there is no value to draw."""
    drawable = [series for series in plot.series if any(_known(series.values))]
    if not drawable:
        return None
    kept = drawable[:MOST_LINES]
    axis = _axis(plot.unit, [value for series in kept for value in _values(series)])
    points = [_points(series, axis) for series in kept]
    places = spread_labels([line[-1].y for line in points])
    lines = [
        _line(plot, series, style, line, label_y)
        for style, (series, line, label_y) in enumerate(
            zip(kept, points, places, strict=True), start=1
        )
    ]
    rules = [Tick(_height(axis, tick.value), tick.text) for tick in axis.ticks]
    return Drawing(lines, rules, _dates(plot.dates), len(drawable) - len(kept))


def spread_labels(wanted: Sequence[float]) -> Sequence[float]:
    """Return heights as near the wanted ones as they can be without covering each other."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    placed: list[float] = []
    for at in order:
        lowest = placed[-1] + _LABEL_STEP if placed else float(TOP)
        placed.append(max(wanted[at], lowest))
    highest = float(BOTTOM)
    for at in reversed(range(len(placed))):
        placed[at] = min(placed[at], highest)
        highest = placed[at] - _LABEL_STEP
    heights = dict(zip(order, placed, strict=True))
    return [heights[at] for at in range(len(wanted))]


def _axis(unit: Unit, values: Sequence[float]) -> Axis:
    return percent_axis(values) if unit is Unit.SHARE else seconds_axis(values)


def _known(values: Sequence[float | None]) -> list[bool]:
    return [value is not None for value in values]


def _values(series: Series) -> list[float]:
    return [value for value in series.values if value is not None]


def _points(series: Series, axis: Axis) -> list[_Point]:
    return [
        _Point(step, _across(step, len(series.values)), _height(axis, value))
        for step, value in enumerate(series.values)
        if value is not None
    ]


def _across(step: int, steps: int) -> float:
    if steps == 1:
        return RIGHT
    return round(LEFT + step * (RIGHT - LEFT) / (steps - 1), 1)


def _height(axis: Axis, value: float) -> float:
    share = (value - axis.low) / (axis.high - axis.low)
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def _line(plot: Plot, series: Series, style: int, points: list[_Point], label_y: float) -> Line:
    last = points[-1]
    name = plain_text(series.name)
    marks = [
        Mark(
            _shape(style, point),
            f"{name}: {series.shown[point.step]}, {plot.steps[point.step]}",
        )
        for point in _marked(points)
    ]
    to_the_end = last.step == len(plot.steps) - 1
    return Line(
        style=style,
        path=_path(points),
        marks=marks,
        label=_label(name, series.shown[last.step], "" if to_the_end else plot.dates[last.step]),
        label_y=label_y + 4,
        leader=f"M{last.x + _MARK + 1:g} {last.y:g}L{RIGHT + 13} {label_y:g}" if to_the_end else "",
    )


def _label(name: str, value: str, last_seen: str) -> str:
    """Return what stands at a line's end; one that ends early says when, and has no leader."""
    if last_seen:
        return f"{shorten(name, _LABEL_LENGTH // 2)} {value} ({last_seen})"
    return f"{shorten(name, _LABEL_LENGTH)} {value}"


def _path(points: Sequence[_Point]) -> str:
    """Return the line; it is lifted wherever a step has no value."""
    pieces = [f"M{points[0].x:g} {points[0].y:g}"]
    for before, point in pairwise(points):
        verb = "L" if point.step == before.step + 1 else "M"
        pieces.append(f"{verb}{point.x:g} {point.y:g}")
    return "".join(pieces)


def _marked(points: Sequence[_Point]) -> list[_Point]:
    """Return the points that get a mark: all of few; of many, those that no line would show."""
    if len(points) <= MOST_MARKS:
        return list(points)
    steps = {point.step for point in points}
    alone = [point for point in points[:-1] if not {point.step - 1, point.step + 1} & steps]
    return [*alone, points[-1]]


def _shape(style: int, point: _Point) -> str:
    """Return a mark around a point: round, square, upright or lying, by the line's style."""
    x, y, r = point.x, point.y, _MARK
    kind = (style - 1) % 4
    if kind == 0:
        return f"M{x - r:g} {y:g}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z"
    if kind == 1:
        return f"M{x - r + 0.5:g} {y - r + 0.5:g}h{2 * r - 1}v{2 * r - 1}h{1 - 2 * r}z"
    if kind == 2:
        return f"M{x:g} {y - r - 0.5:g}L{x + r + 0.5:g} {y + r:g}L{x - r - 0.5:g} {y + r:g}z"
    return f"M{x:g} {y - r - 1:g}L{x + r + 1:g} {y:g}L{x:g} {y + r + 1:g}L{x - r - 1:g} {y:g}z"


def _dates(dates: Sequence[str]) -> list[Tick]:
    last = len(dates) - 1
    wanted = sorted({0, last // 2, last}) if last >= 2 else list(range(len(dates)))
    return [Tick(_across(at, len(dates)), dates[at]) for at in wanted]
