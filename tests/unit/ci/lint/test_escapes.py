"""Tests of named exceptions: what they cover, and when they are faults themselves."""

from __future__ import annotations

from ci.lint.escapes import Escape, read_escapes
from ci.lint.values import Fault

RULES = {"pure-core", "raises-match"}


def test_a_trailing_escape_covers_its_own_line_only() -> None:
    """An escape behind code excuses that line and no other."""
    text = "first()\nsecond()  # lint-skip: pure-core because the probe needs it\nthird()\n"

    assert read_escapes(text, RULES) == ([Escape("pure-core", 2, range(2, 3))], [])


def test_an_escape_on_its_own_line_covers_the_next_one_too() -> None:
    """An escape that stands alone excuses the line below it."""
    text = "    # lint-skip: pure-core because the probe needs it\nsecond()\nthird()\n"
    text = "if True:\n" + text.replace("second", "    second").replace("third", "    third")

    assert read_escapes(text, RULES) == ([Escape("pure-core", 2, range(2, 4))], [])


def test_an_escape_in_a_string_is_no_escape() -> None:
    """Only comments count, so that a text about escapes excuses nothing."""
    assert read_escapes('x = f"# lint-skip: pure-core because no"\n', RULES) == ([], [])


def test_an_escape_without_a_reason_is_a_fault() -> None:
    """An exception that nobody explained is not granted."""
    expected = [Fault(1, "write '# lint-skip: rule-name because of the reason'")]

    for comment in (
        "# lint-skip: pure-core",
        "# lint-skip: pure-core because",
        "# lint-skip pure-core because of speed",
        "# lint-skip: pure-core, raises-match because of speed",
        "# lint-skip",
    ):
        assert read_escapes(f"x = 1  {comment}\n", RULES) == ([], expected), comment


def test_an_escape_for_an_unknown_rule_names_the_known_ones() -> None:
    """A mistyped rule is told apart from a rule that was met."""
    assert read_escapes("x = 1  # lint-skip: pure-cor because of speed\n", RULES) == (
        [],
        [Fault(1, "no rule is named 'pure-cor'; there are pure-core, raises-match")],
    )
