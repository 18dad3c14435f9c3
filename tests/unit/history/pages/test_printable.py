"""Text of tenants made fit to be seen."""

from __future__ import annotations

import pytest

from layerproof.history.pages.printable import breakable, exact, plain_text, shorten, show


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("plain", "plain"),
        ("two\r\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("bell\x07 del\x7f c1\x9b", "bell\\x07 del\\x7f c1\\x9b"),
        ("cod\u202eexe", "cod\\u202eexe"),
        ("lone\udcff", "lone\\udcff"),
        ("line\u2028end", "line\\u2028end"),
        ("emoji \U0001f600", "emoji \U0001f600"),
    ],
)
def test_what_cannot_be_seen_is_written_out(given: str, shown: str) -> None:
    """Controls and marks that turn text round become escapes; colours of terminals go."""
    assert plain_text(given) == shown


def test_a_long_name_keeps_its_ends() -> None:
    """The middle of a name that is too long is left out, and the result fits."""
    name = "a" * 300 + "::" + "b" * 300
    short = shorten(name, 21)
    assert short == "a" * 10 + "…" + "b" * 10
    assert shorten("a" * 21, 21) == "a" * 21


def test_a_name_breaks_at_its_joints() -> None:
    """Places to break stand after parts of the name, and what is around them is escaped."""
    assert breakable("tests/a_b.py::test_<b>[x,y]") == (
        "tests/<wbr>a_<wbr>b.py::<wbr>test_<wbr>&lt;b&gt;[<wbr>x,<wbr>y]"
    )
    assert len(breakable("x" * 20_000)) == 200


def test_what_a_form_sends_back_is_as_it_is() -> None:
    """A value is escaped, and no character of it is changed."""
    assert exact('\u202e"<') == "\u202e&#34;&lt;"


def test_only_text_is_made_plain() -> None:
    """What is no text, or is markup already, passes as it is."""
    assert show("a\x00") == "a\\x00"
    assert show(3) == 3
    markup = exact("\u202e")
    assert show(markup) is markup
