"""Lines over runs: what is drawn where, and what is not."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from layerproof.history.pages.plots import (
    BOTTOM,
    LEFT,
    MOST_LINES,
    MOST_MARKS,
    RIGHT,
    TOP,
    Plot,
    Series,
    Unit,
    draw,
    spread_labels,
)


def _plot(*lines: list[float | None], names: str = "abcdefghijkl") -> Plot:
    steps = len(lines[0]) if lines else 0
    return Plot(
        title="Layers",
        description="What was covered.",
        unit=Unit.SHARE,
        steps=[f"run {step}" for step in range(steps)],
        dates=[f"day {step}" for step in range(steps)],
        series=[
            Series(
                name, values, ["\u2013" if value is None else f"{value:.0%}" for value in values]
            )
            for name, values in zip(names, lines, strict=False)
        ],
    )


def test_a_line_goes_from_the_oldest_to_the_newest() -> None:
    """Steps are as far apart as there is room, and heights follow the scale."""
    drawing = draw(_plot([0.5, 0.75, 1.0]))
    assert drawing is not None
    (line,) = drawing.lines
    middle = (LEFT + RIGHT) // 2
    assert [rule.text for rule in drawing.rules] == [
        f"{share}\u00a0%" for share in (40, 50, 60, 70, 80, 90, 100) if share % 20 == 0
    ]
    assert line.path == f"M{LEFT} 220.7L{middle} 117.3L{RIGHT} {TOP}"
    assert [mark.text for mark in line.marks] == [
        "a: 50%, run 0",
        "a: 75%, run 1",
        "a: 100%, run 2",
    ]
    assert line.label == "a 100%"
    assert line.leader == f"M{RIGHT + 4.5} {TOP}L{RIGHT + 13} {TOP}"
    assert [(date.place, date.text) for date in drawing.dates] == [
        (LEFT, "day 0"),
        (middle, "day 1"),
        (RIGHT, "day 2"),
    ]


def test_what_was_not_measured_is_a_gap() -> None:
    """A line is lifted over a step without a value, and never drawn through it."""
    drawing = draw(_plot([0.5, None, 0.5, 0.5, None]))
    assert drawing is not None
    (line,) = drawing.lines
    assert line.path.count("M") == 2
    assert line.path.count("L") == 1
    assert (line.label, line.leader) == ("a 50% (day 3)", "")


def test_a_value_alone_among_many_still_has_a_mark() -> None:
    """Of many values only those get a mark that no line shows, and the last."""
    values: list[float | None] = [0.5] * (MOST_MARKS + 5)
    values[1] = values[3] = None
    drawing = draw(_plot(values))
    assert drawing is not None
    marks = [mark.text for mark in drawing.lines[0].marks]
    assert marks == ["a: 50%, run 0", "a: 50%, run 2", f"a: 50%, run {MOST_MARKS + 4}"]


def test_nothing_makes_no_drawing() -> None:
    """Without a single value there is nothing to draw."""
    assert draw(_plot()) is None
    assert draw(_plot([None, None])) is None


def test_one_run_is_one_mark() -> None:
    """A single run stands where the newest always does."""
    drawing = draw(_plot([0.9]))
    assert drawing is not None
    assert drawing.lines[0].path.startswith(f"M{RIGHT} ")
    assert len(drawing.dates) == 1


def test_lines_are_told_apart_without_colour() -> None:
    """Each line has a style of its own; those beyond the last style are counted and not drawn."""
    lines: list[list[float | None]] = [[0.5, 0.6]] * 10
    drawing = draw(_plot(*lines))
    assert drawing is not None
    assert [line.style for line in drawing.lines] == list(range(1, MOST_LINES + 1))
    assert drawing.left_out == 2
    shapes = [line.marks[0].path for line in drawing.lines[:4]]
    assert len(set(shapes)) == 4


def test_a_line_without_values_takes_no_style() -> None:
    """What has no value at all is left to the table."""
    drawing = draw(_plot([None, None], [0.5, 0.5]))
    assert drawing is not None
    assert [(line.label, line.style) for line in drawing.lines] == [("b 50%", 1)]
    assert drawing.left_out == 0


def test_a_long_name_is_cut_at_its_end_of_the_line() -> None:
    """A label fits beside the drawing, however long its name is."""
    plot = Plot("t", "d", Unit.SECONDS, ["run"], ["day"], [Series("x\x1b" * 5_000, [3.0], ["3 s"])])
    drawing = draw(plot)
    assert drawing is not None
    assert drawing.lines[0].label == "x\\x1bx\\x1b…bx\\x1bx\\x1b 3 s"


@given(some.lists(some.floats(min_value=TOP, max_value=BOTTOM), min_size=1, max_size=MOST_LINES))
def test_labels_never_cover_each_other(wanted: list[float]) -> None:
    """Labels stay on the drawing, in the order of their lines, fifteen apart."""
    heights = spread_labels(wanted)
    ordered = sorted(heights)
    assert all(second - first >= 15 - 1e-6 for first, second in pairwise(ordered))
    assert ordered[0] >= TOP - 1e-6
    assert ordered[-1] <= BOTTOM + 1e-6
    pairs = sorted(zip(wanted, heights, strict=True))
    assert [height for _, height in pairs] == sorted(height for _, height in pairs)
