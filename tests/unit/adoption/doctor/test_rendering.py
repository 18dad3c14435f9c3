"""Diagnoses on a screen and as data."""

import pytest

from layerproof.adoption.doctor.document import describe
from layerproof.adoption.doctor.rendering import render_text
from layerproof.adoption.doctor.values import Diagnosis, Edit, State
from layerproof.adoption.findings import Place
from layerproof.cli.screen import Screen

PLAIN = Screen(width=70, colour=False, ascii=True)
FOUND = Diagnosis(
    "sleeps",
    State.FOUND,
    "2 sleeps in tests",
    why="a sleep is too long on a quick machine and too short on a slow one, so it lies twice",
    fix="wait for what is meant",
    places=tuple(Place("tests/test_x.py", line) for line in range(1, 7)),
    edits=(Edit("tests/test_x.py", "", "take them out"),),
)
LOST = Diagnosis("database", State.NOT_MEASURED, "no answer\x1b[31m within 5 s")
WELL = Diagnosis("markers", State.WELL, "every marker is registered")


def test_found_before_not_measured_before_well() -> None:
    """Groups stand in order of weight, wrapped, and end with how many are well."""
    assert render_text([WELL, LOST, FOUND], PLAIN, left_out=["order", "imports"]) == (
        """\
found (1)

! sleeps
  2 sleeps in tests
  where  tests/test_x.py:1, tests/test_x.py:2, tests/test_x.py:3,
         tests/test_x.py:4 and 2 more
  why    a sleep is too long on a quick machine and too short on a
         slow one, so it lies twice
  fix    wait for what is meant (`layerproof doctor --fix` does it)

not measured (1)

? database
  no answer[31m within 5 s

1 of 3 checks well
1 finding can be mended by `layerproof doctor --fix`
not asked: order, imports
"""
    ).replace("[31m", escaped())


def escaped() -> str:
    """Return how a terminal's own sign is shown."""
    text = render_text([LOST], PLAIN)
    assert "\x1b" not in text
    return text.partition("no answer")[2].partition(" within")[0]


def test_all_well_is_one_line() -> None:
    """Nothing found is one line, green where there are colours."""
    plain = render_text([WELL], PLAIN)
    colour = render_text([WELL], Screen(width=200, colour=True, ascii=False))
    assert (plain, colour) == (
        "1 of 1 check well\n",
        "\x1b[32m1 of 1 check well\x1b[0m\n",
    )


def test_many_that_were_left_out_are_counted() -> None:
    """More names than anybody reads become a number."""
    names = [f"check{number}" for number in range(13)]
    assert render_text([WELL], PLAIN, left_out=names).endswith("\nnot asked: 13 other checks\n")


@pytest.mark.parametrize("width", [10, 60, 80, 100, 300])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    """Lines stay within the screen, between 60 and 100 columns."""
    long = Diagnosis("table", State.FOUND, "what " * 60, why="why " * 60, fix="fix " * 60)
    text = render_text([long, FOUND, LOST], Screen(width=width, colour=False, ascii=True))
    widest = max(map(len, text.splitlines()))
    bound = min(max(width, 60), 100)
    assert bound - 5 < widest <= bound


def test_as_data() -> None:
    """The document has a schema version, counts, every diagnosis, and what was not asked."""
    assert describe([FOUND, WELL], left_out=["order"]) == {
        "schema": 1,
        "counts": {"well": 1, "found": 1, "not measured": 0},
        "diagnoses": [
            {
                "check": "sleeps",
                "state": "found",
                "what": "2 sleeps in tests",
                "why": FOUND.why,
                "fix": FOUND.fix,
                "places": [{"path": "tests/test_x.py", "line": line} for line in range(1, 7)],
                "edits": [{"path": "tests/test_x.py", "about": "take them out"}],
            },
            {
                "check": "markers",
                "state": "well",
                "what": "every marker is registered",
                "why": "",
                "fix": "",
                "places": [],
                "edits": [],
            },
        ],
        "not_asked": ["order"],
    }
