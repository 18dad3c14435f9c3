"""Tests of the rule that an expected error is looked at."""

from __future__ import annotations

from ci.lint.rules.raises_match import RULE
from tests.support.linting import lines_found

TEXT = """
import pytest
import pytest as pt
from pytest import raises as expect
with pytest.raises(ValueError): f()
with pt.raises(ValueError, check=bool): f()
with expect(ValueError, match=""): f()
with pytest.raises(ValueError, match=None): f()
with pytest.raises(ValueError, match="negative"): f()
with expect(ValueError, match=pattern): f()
with self.raises(ValueError): f()
"""


def test_an_error_without_its_message_is_found() -> None:
    """A missing and an empty match are found however ``raises`` was imported."""
    assert lines_found(RULE, "tests/unit/test_orders.py", TEXT) == [4, 5, 6, 7]


def test_support_modules_of_tests_are_held_to_it_and_the_source_is_not() -> None:
    """What tests share counts as tests."""
    assert lines_found(RULE, "tests/support/orders.py", TEXT) == [4, 5, 6, 7]
    assert lines_found(RULE, "src/layerproof/testing/errors.py", TEXT) == []
