"""Missing lines as people read them."""

from __future__ import annotations

from layerproof.core.report.ranges import line_ranges, missing_texts
from tests.support.verdicts import a_file


def test_neighbours_are_one_range() -> None:
    """Without statements, only lines that follow each other make a range."""
    assert line_ranges((3, 1, 2, 7)) == [(1, 3), (7, 7)]


def test_lines_between_statements_do_not_split_a_range() -> None:
    """Blank lines and comments between two missing statements are inside the range."""
    assert line_ranges((1, 3, 8), statements=(1, 3, 5, 8)) == [(1, 3), (8, 8)]


def test_nothing_missing_has_no_range() -> None:
    """A file that is covered has no ranges."""
    assert line_ranges((), statements=(1, 2)) == []


def test_missing_branches_stand_between_missing_lines() -> None:
    """Lines and branches come in the order of lines, and a negative destination is the exit."""
    file = a_file(
        statements=range(1, 31),
        ran={"unit": [n for n in range(1, 31) if n not in {14, 15, 16, 22}]},
        branches={2: (3, 5), 18: (19, 22), 30: (-1, 31)},
        taken={"unit": ((2, 3), (2, 5), (18, 19), (30, 31))},
    )
    assert missing_texts(file) == ["14-16", "18->22", "22", "30->exit"]


def test_a_files_own_statements_join_its_ranges() -> None:
    """A file's missing lines are one range across the lines that cannot run."""
    assert missing_texts(a_file(statements=(1, 4, 9), ran={"unit": (1,)})) == ["4-9"]


def test_branches_of_a_missing_line_are_not_repeated() -> None:
    """A line that did not run is listed once, without its branches."""
    file = a_file(statements=(1, 2, 3), ran={"unit": (1,)}, branches={2: (3, -1)})
    assert missing_texts(file) == ["2-3"]
