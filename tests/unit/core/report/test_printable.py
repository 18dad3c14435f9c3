"""Text of a project made fit to stand in a report."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerproof.core.report.printable import ascii_only, one_line, several_lines, well_formed

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("test_total[half]", "test_total[half]"),
        ("Größe 円", "Größe 円"),
        ("a\r\nb\tc", r"a\r\nb\tc"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("nul\x00 del\x7f csi\x9b", r"nul\x00 del\x7f csi\x9b"),
        ("\u202ecod.exe\u2066", r"\u202ecod.exe\u2066"),
        ("a\u2028b\ufeff", r"a\u2028b\ufeff"),
        ("\udcff", r"\udcff"),
    ],
)
def test_one_line_writes_controls_as_escapes(text: str, shown: str) -> None:
    """What a terminal or a reader would obey is written out, everything else stays."""
    assert one_line(text) == shown


def test_long_text_is_cut_at_the_limit() -> None:
    """A text over the limit is cut to it and ends in three dots, one at the limit is whole."""
    assert [one_line("abcdefgh", 8), one_line("abcdefghi", 8), one_line("abc", 2)] == [
        "abcdefgh",
        "abcde...",
        "..",
    ]


def test_several_lines_keep_their_line_feeds_and_tabs() -> None:
    """Line feeds and tabs stay, a carriage return before a feed goes, others are escaped."""
    assert several_lines("a\r\nb\tc\rd\x1b") == "a\nb\tc\\rd\\x1b"


def test_well_formed_changes_lone_surrogates_alone() -> None:
    """A lone surrogate becomes an escape; control characters stay as they are."""
    assert well_formed("a\ud800b\x1b\n") == "a\\ud800b\x1b\n"


def test_ascii_only_escapes_what_is_beyond() -> None:
    """Every character beyond ASCII is written as an escape."""
    assert ascii_only("é円\U0001f600") == r"\xe9\u5186\U0001f600"


@given(ANY_TEXT)
def test_one_line_is_one_printable_line(text: str) -> None:
    """No text has a second line or a character that UTF-8 refuses once it was made printable."""
    shown = one_line(text)
    assert len(shown.splitlines()) <= 1
    assert shown.encode().decode() == shown


@given(ANY_TEXT)
def test_printable_text_stays_as_it_is(text: str) -> None:
    """Making text printable a second time changes nothing."""
    assert one_line(one_line(text)) == one_line(text)
