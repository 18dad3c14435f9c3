"""Tests of the rule that a test asserts something."""

from __future__ import annotations

import pytest

from ci.lint.rules.assertion_in_test import RULE
from tests.support.linting import lines_found

PATH = "tests/unit/test_orders.py"


@pytest.mark.parametrize(
    "body",
    [
        "total()",
        "assert True",
        "assert 'text'",
        "total() == 3",
        "result.stdout.lines()",
        "raises(ValueError)",
        "test_it()",
        "other()",
    ],
)
def test_a_test_that_cannot_fail_is_found(body: str) -> None:
    """Calls, comparisons without ``assert`` and constants show nothing."""
    assert lines_found(RULE, PATH, f"def other(): test_it()\ndef test_it():\n    {body}\n") == [2]


@pytest.mark.parametrize(
    "body",
    [
        "assert total() == 3",
        "with pytest.raises(ValueError, match='x'): total()",
        "with expect(ValueError, match='x'): total()",
        "pytest.fail('no')",
        "result.assert_outcomes(passed=1)",
        "result.stdout.fnmatch_lines(['x'])",
        "assert_kept(verdict)",
        "validator.validate(document)",
        "checked(total())",
        "twice(total())",
    ],
)
def test_what_can_fail_is_left_alone(body: str) -> None:
    """Each way of asserting counts, also one or two functions further in the same file."""
    text = (
        "import pytest\nfrom pytest import raises as expect\n"
        "def checked(x): assert x\ndef twice(x): checked(x)\n"
        f"def test_it():\n    {body}\n"
    )

    assert lines_found(RULE, PATH, text) == []
