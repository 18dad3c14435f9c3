"""A project's text inside GitHub-flavoured Markdown."""

from __future__ import annotations

import pytest

from layerproof.core.report.markdown import cell, code, prose


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("test_total failed: 84.9 %, needed 85 %", "test_total failed: 84.9 %, needed 85 %"),
        ("<b>*bold*</b> _it_ `c`", r"\<b\>\*bold\*\</b\> \_it\_ \`c\`"),
        ("[a](b) ![i](u)", r"\[a\](b) \!\[i\](u)"),
        ("a|b&amp;", r"a\|b\&amp;"),
        ("# no heading", r"\# no heading"),
        ("- no list", r"\- no list"),
        ("1. no list", r"1\. no list"),
        ("= no heading", r"\= no heading"),
        ("https://a.invalid www.b.invalid", r"https\://a.invalid www\.b.invalid"),
        ("@everyone", "@<!-- -->everyone"),
        ("a\nb", r"a\\nb"),
        ("  padded  ", "padded"),
    ],
)
def test_prose_shows_its_characters(text: str, markdown: str) -> None:
    """Whatever would be markup, a link or a mention is escaped, and nothing else is."""
    assert prose(text) == markdown


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("a_b", "`a_b`"),
        ("a`b", "``a`b``"),
        ("a``b`c", "```a``b`c```"),
        ("`a", "`` `a ``"),
        (" a ", "`  a  `"),
        ("", "`   `"),
        ("a|b", "`a|b`"),
        ("a\nb", r"`a\nb`"),
    ],
)
def test_code_cannot_be_left(text: str, span: str) -> None:
    """The fence is longer than any run of backticks in the text."""
    assert code(text) == span


@pytest.mark.parametrize(
    ("text", "markdown"), [("a_b", "`a_b`"), ("a|b", "a&#124;b"), (r"a\|`b", r"a\\&#124;\`b")]
)
def test_a_cell_has_no_bar(text: str, markdown: str) -> None:
    """In a table a bar is an entity, whatever stands before it."""
    assert cell(text) == markdown


def test_long_text_is_cut() -> None:
    """A text of a megabyte does not fill a summary."""
    assert [len(prose("x" * 1_000_000)), len(code("x" * 1_000_000))] == [600, 602]
