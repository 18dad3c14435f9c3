"""Tests of the rule that names say what is in a module."""

from __future__ import annotations

import pytest

from ci.lint.rules.module_name import RULE
from tests.support.linting import messages_found


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("src/layerproof/utils.py", "utils"),
        ("src/layerproof/core/common/values.py", "common"),
        ("src/layerproof/_base.py", "_base"),
        ("tests/unit/test_helpers.py", "helpers"),
        ("examples/print_shop/manager/__init__.py", "manager"),
    ],
)
def test_a_name_that_says_nothing_is_found(path: str, word: str) -> None:
    """A module and a folder alike are found by their name, with the word that is wrong."""
    assert messages_found(RULE, path, "") == [
        f"'{word}' says nothing about what is in it: name it for that"
    ]


@pytest.mark.parametrize("path", ["src/layerproof/core/judge/gates.py", "tests/test_database.py"])
def test_a_name_that_says_something_is_left_alone(path: str) -> None:
    """Only whole words count, so ``database`` is not ``base``."""
    assert messages_found(RULE, path, "") == []
