"""Numbers as tools write them."""

from __future__ import annotations

import pytest

from layerproof.history.services.pieces.numbers import read_line, read_seconds, read_whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0.0),
        ("0.25", 0.25),
        (" 3 ", 3.0),
        ("1,234.5", 1234.5),
        ("1,234,567.5", 1234567.5),
        ("0,5", 0.5),
        ("1e-3", 0.001),
        ("-0.001", 0.0),
        ("1e9", 1e9),
        ("1.1e9", None),
        ("nan", None),
        ("inf", None),
        ("-inf", None),
        ("soon", None),
        ("1,2,3", None),
    ],
)
def test_seconds(text: str, expected: float | None) -> None:
    """A duration is read in any language's writing; what is none is not guessed."""
    assert read_seconds(text) == expected


@pytest.mark.parametrize(
    ("text", "whole", "line"),
    [
        ("0", 0, 0),
        (" 12 ", 12, 12),
        ("2147483647", 2**31 - 1, 2**31 - 1),
        ("2147483648", 2**31, None),
        ("9" * 20, 10**20 - 1, None),
        ("9" * 21, None, None),
        ("-1", None, None),
        ("1.0", None, None),
        ("٣", None, None),
        ("", None, None),
    ],
)
def test_whole_numbers(text: str, whole: int | None, line: int | None) -> None:
    """Whole numbers are digits alone; those of lines fit 32 bits."""
    assert (read_whole(text), read_line(text)) == (whole, line)
