"""A test's docstring states the truth that it tests. Its name alone rarely can."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ci.lint.collected import collected_tests
from ci.lint.values import Fault, Module, Rule


def check(module: Module) -> Iterator[Fault]:
    """Yield a fault for each test without a docstring, or with an empty one."""
    for test in collected_tests(module.tree):
        if not ast.get_docstring(test):
            yield Fault(test.lineno, f"{test.name} does not say which truth it tests")


RULE = Rule(
    name="test-docstring",
    summary="every test has a docstring that states what it shows",
    applies=lambda module: module.is_test,
    check=check,
)
