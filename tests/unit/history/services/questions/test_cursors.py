"""Places in lists as opaque text."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerproof.history.errors.problem import Fault, InvalidRequestError
from layerproof.history.services.questions.cursors import (
    LARGEST_KEY,
    LARGEST_MOMENT,
    LARGEST_POSITION,
    read_place,
    write_place,
)

LARGEST = (LARGEST_MOMENT, LARGEST_KEY, LARGEST_POSITION)


def test_the_largest_numbers_are_those_of_the_columns() -> None:
    """A place in a report has 32 bits, a key 64, and a moment ends in the year 5138."""
    assert LARGEST == (10**17, 9_223_372_036_854_775_807, 2_147_483_647)


@given(st.tuples(*[st.integers(0, most) for most in LARGEST]))
def test_a_place_comes_back(numbers: tuple[int, ...]) -> None:
    """Reading gives the numbers that were written, in letters that an address can have."""
    written = write_place("history", *numbers)
    assert tuple(read_place("history", written, largest=LARGEST)) == numbers
    assert written.replace("-", "").replace("_", "").isalnum()
    assert len(written) <= 100


def encoded(text: str) -> str:
    """Return a text as cursors are written."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "é",
        "=",
        "a" * 101,
        encoded("name.1"),
        encoded("seconds"),
        encoded("seconds."),
        encoded("seconds.-1"),
        encoded("seconds.1.2"),
        encoded("seconds.1 "),
        encoded("seconds.\N{FULLWIDTH DIGIT ONE}"),
        encoded(f"seconds.{LARGEST_POSITION + 1}"),
        encoded("seconds." + "9" * 20),
        encoded("' OR 1=1 --"),
        # Letters that no cursor has are not passed over.
        f"{write_place('seconds', 1)}!!!!",
    ],
)
def test_what_was_not_written_here_is_refused(cursor: str) -> None:
    """Text of another list, with other or with too large numbers is no cursor."""
    with pytest.raises(InvalidRequestError, match="not one of this list") as caught:
        read_place("seconds", cursor, largest=[LARGEST_POSITION])
    assert caught.value.faults == (Fault("query.cursor", "not a cursor"),)
