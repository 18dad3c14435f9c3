"""Tests of the rule that a test says what it shows."""

from __future__ import annotations

from ci.lint.rules.docstring_in_test import RULE
from tests.support.linting import lines_found

TEXT = '''
def test_silent():
    assert 1

async def test_empty():
    """ """

class TestOrders:
    def test_in_a_class(self):
        pass

    def test_told(self):
        """Orders add up."""

def test_told():
    """Totals add up."""
    def test_inside(): ...

def make_order(): ...
'''


def test_a_test_without_a_sentence_is_found() -> None:
    """Functions and methods that pytest collects are found; what they define inside is not."""
    assert lines_found(RULE, "tests/unit/test_orders.py", TEXT) == [1, 4, 8]


def test_only_test_files_are_held_to_it() -> None:
    """A function in a support module is no test, whatever its name."""
    assert lines_found(RULE, "tests/support/orders.py", TEXT) == []
    assert lines_found(RULE, "src/layerproof/test_orders.py", TEXT) == []
