"""Tests of the rule on the length of modules."""

from __future__ import annotations

from ci.lint.rules.module_length import LIMIT, RULE
from tests.support.linting import lines_found, messages_found


def test_a_module_may_be_as_long_as_the_limit_and_not_longer() -> None:
    """The limit itself is allowed; one line more is found at the top of the file."""
    assert lines_found(RULE, "src/a.py", "x = 1\n" * LIMIT) == []
    assert messages_found(RULE, "src/a.py", "x = 1\n" * (LIMIT + 1)) == [
        "401 lines, at most 400: split it by what it holds"
    ]


def test_an_escape_at_the_top_excuses_the_file() -> None:
    """A long module says on its first line why it is long."""
    text = "# lint-skip: module-length because it is one table\n" + "x = 1\n" * LIMIT

    assert lines_found(RULE, "src/a.py", text) == []
