"""Cursors, there and back."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerproof.history.errors.problem import InvalidRequestError
from layerproof.history.records.runs import Position
from layerproof.history.services.cursors import read_cursor, write_cursor

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS, st.integers(1, 10**18 - 1))
def test_a_cursor_means_the_position_it_was_made_from(moment: datetime, key: int) -> None:
    """Any position comes back from its cursor exactly, in letters that an address can have."""
    position = Position(moment, key)
    written = write_cursor(position)
    assert read_cursor(written) == position
    assert written.isalnum()


def _encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "~~~~",
        "é",
        _encoded("1"),
        _encoded("1.2.3"),
        _encoded("-1.2"),
        _encoded("1.-2"),
        _encoded("1.2\n"),
        _encoded("٣.1"),
        _encoded(f"{10**18}.1"),
        _encoded(f"1.{10**18}"),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
        # Letters that no cursor has are not passed over.
        f"{_encoded('1.2')}!!!!",
    ],
)
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    """Text that no cursor is made of is refused, and the query's key is named."""
    with pytest.raises(InvalidRequestError, match="was not given out by this server") as caught:
        read_cursor(cursor)
    assert caught.value.faults[0].where == "query.cursor"
