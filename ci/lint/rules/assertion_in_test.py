"""A test without an assertion shows only that nothing was raised, and says so nowhere.

What counts: ``assert`` on something that is not a constant, ``pytest.raises`` and its kin, a
call whose name begins with ``assert`` or that pytest's own test tools check with, and a call of
a function of the same file that does any of these.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from ci.lint.collected import Function, collected_tests, functions_by_name
from ci.lint.names import full_name, imported_names
from ci.lint.values import Fault, Module, Rule

CHECKS = frozenset(
    {
        "pytest.deprecated_call",
        "pytest.fail",
        "pytest.raises",
        "pytest.RaisesExc",
        "pytest.RaisesGroup",
        "pytest.warns",
    }
)

#: Methods of ``pytester``'s results, and of JSON Schema's validators, that fail the test.
METHODS = frozenset(
    {"fnmatch_lines", "fnmatch_lines_random", "no_fnmatch_line", "no_re_match_line"}
    | {"re_match_lines", "re_match_lines_random", "validate"}
)


def check(module: Module) -> Iterator[Fault]:
    """Yield a fault for each test that could not fail on what it claims."""
    names = imported_names(module.tree)
    functions = functions_by_name(module.tree)
    for test in collected_tests(module.tree):
        if not _asserts(test, names, functions, seen=frozenset()):
            yield Fault(test.lineno, f"{test.name} asserts nothing, so it shows nothing")


def _asserts(
    function: Function,
    names: Mapping[str, str],
    functions: Mapping[str, Function],
    *,
    seen: frozenset[str],
) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert) and not isinstance(node.test, ast.Constant):
            return True
        if isinstance(node, ast.Call):
            called = full_name(node.func, names)
            last = node.func.attr if isinstance(node.func, ast.Attribute) else called
            last = last.rpartition(".")[2]
            if called in CHECKS or last in METHODS or last.startswith("assert"):
                return True
            local = functions.get(last)
            if local and last not in seen | {function.name}:
                below = seen | {function.name}
                if _asserts(local, names, functions, seen=below):
                    return True
    return False


RULE = Rule(
    name="test-assertion",
    summary="every test asserts something that could be otherwise",
    applies=lambda module: module.is_test,
    check=check,
)
