"""Tables for a terminal."""

from __future__ import annotations

from layerproof.core.judge.values import Ruling
from layerproof.core.report.style import Style
from layerproof.core.report.table import Column, Entry, places, render_table

NAMES = Column("layer", (Entry("service"), Entry("円円")))
FIGURES = Column("unit", (Entry("9.5", Ruling.KEPT), Entry("100.0")), right=True)


def test_columns_are_aligned() -> None:
    """Names stand left, figures right, and wide characters count twice."""
    assert render_table([NAMES, FIGURES], Style(), 80) == [
        "layer     unit",
        "service    9.5",
        "円円     100.0",
    ]


def test_colour_changes_no_widths() -> None:
    """A painted cell takes the places of its text, and the padding is not painted."""
    assert render_table([FIGURES], Style(colour=True), 80) == [
        " unit",
        "  \x1b[32m9.5\x1b[0m",
        "100.0",
    ]


def test_what_does_not_fit_goes_below() -> None:
    """A table wider than the terminal continues in a block that repeats the first column."""
    assert render_table([NAMES, FIGURES, FIGURES], Style(), 20) == [
        "layer     unit",
        "service    9.5",
        "円円     100.0",
        "",
        "layer     unit",
        "service    9.5",
        "円円     100.0",
    ]


def test_a_column_wider_than_the_terminal_still_shows() -> None:
    """A column that can never fit gets a block of its own rather than being dropped."""
    assert render_table([NAMES, FIGURES], Style(), 5) == [
        "layer     unit",
        "service    9.5",
        "円円     100.0",
    ]


def test_combining_marks_take_no_place() -> None:
    """A letter with a combining accent takes one place."""
    assert [places(text) for text in ("abc", "e\u0301", "円")] == [3, 1, 2]
