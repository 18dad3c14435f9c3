"""Tests of the rule on the length of functions."""

from __future__ import annotations

from ci.lint.rules.function_length import LIMIT, RULE
from tests.support.linting import lines_found, messages_found


def _function(lines: int, *, before: str = "", docstring: str = "") -> str:
    body = "    x = 1\n" * (lines - 1)
    return f"{before}def long():\n{docstring}{body}"


def test_a_function_may_be_as_long_as_the_limit_and_not_longer() -> None:
    """The ``def`` line counts; decorators above it do not."""
    assert lines_found(RULE, "src/a.py", _function(LIMIT, before="@cache\n")) == []
    assert messages_found(RULE, "src/a.py", _function(LIMIT + 1)) == [
        "long has 61 lines, at most 60"
    ]


def test_a_docstring_does_not_make_a_function_long() -> None:
    """Explaining more is never a fault."""
    text = _function(LIMIT, docstring='    """One.\n\n    Two.\n    """\n')

    assert lines_found(RULE, "src/a.py", text) == []


def test_a_method_is_found_where_it_begins() -> None:
    """Methods and async functions are held to the same limit."""
    text = "class A:\n    async def long(self):\n" + "        x = 1\n" * LIMIT

    assert lines_found(RULE, "src/a.py", text) == [2]
