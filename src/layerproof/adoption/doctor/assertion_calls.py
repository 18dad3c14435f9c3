"""Whether a piece of code checks anything: assertions, and calls that make them."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence

from layerproof.adoption.doctor.written_tests import walk_own
from layerproof.adoption.reading.syntax import Function

#: Names of functions that check something, whoever wrote them.
_CHECKING = re.compile(
    r"_*(assert|check|verify|expect|ensure|validate|should|must|fail|(no_)?(re|fn)match_line)"
)
#: Contexts of pytest and others that fail a test by themselves.
_CONTEXTS = frozenset({"raises", "warns", "deprecated_call", "does_not_raise", "fail", "approx"})

#: Functions that can be called, by name.
Functions = Mapping[str, Function]


def collect_functions(*bodies: Sequence[ast.stmt]) -> dict[str, Function]:
    """Return the functions and methods in bodies of modules, by name."""
    found: dict[str, Function] = {}
    for node in (each for body in bodies for each in body):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.setdefault(node.name, node)
        elif isinstance(node, ast.ClassDef):
            for name, function in collect_functions(node.body).items():
                found.setdefault(name, function)
    return found


def asserts(node: Function, known: Functions, *, follow: int = 1) -> bool:
    """Whether a function checks something: itself, or through a known function that it calls.

    :param known: functions of the same file and of the conftests above it.
    :param follow: through how many calls of known functions to look.
    """
    if any(isinstance(each, ast.Assert) and not is_empty_claim(each.test) for each in node.body):
        return True  # the usual case, without a look at every node
    inside = (each for statement in node.body for each in ast.walk(statement))
    return any(_checks(each, node, known, follow) for each in inside)


def _checks(node: ast.AST, inside: Function, known: Functions, follow: int) -> bool:
    if isinstance(node, ast.Assert):
        return not is_empty_claim(node.test)
    if isinstance(node, ast.Raise):
        return _raises_failure(node)
    if not isinstance(node, ast.Call):
        return False
    name = name_call(node)
    if _CHECKING.match(name) or name in _CONTEXTS:
        return True
    called = known.get(name)
    return bool(called and called is not inside and follow) and asserts(
        known[name], known, follow=follow - 1
    )


def _raises_failure(node: ast.Raise) -> bool:
    text = ast.unparse(node.exc) if node.exc else ""
    return text.startswith(("AssertionError", "pytest.fail", "self.failureException"))


def name_call(node: ast.Call) -> str:
    """Return the last name of what is called: ``post`` of ``client.post(...)``."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def is_empty_claim(test: ast.expr) -> bool:
    """Whether what is asserted can only be true: a true constant, or a tuple with something."""
    if isinstance(test, ast.Tuple):
        return bool(test.elts)
    return isinstance(test, ast.Constant) and bool(test.value)


def find_swallowing(node: Function) -> list[ast.ExceptHandler]:
    """Return the handlers of a test that let a failed assertion pass in silence."""
    tries = [each for each in walk_own(node.body) if isinstance(each, ast.Try)]
    return [
        handler
        for one in tries
        for handler in one.handlers
        if _is_silent(handler) and _catches_assertions(handler) and _has_claim(one.body)
    ]


def _has_claim(body: Sequence[ast.stmt]) -> bool:
    return any(isinstance(each, ast.Assert) for each in walk_own(body))


def _catches_assertions(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    wide = {"Exception", "BaseException", "AssertionError"}
    return any(ast.unparse(each) in wide for each in types)


def _is_silent(handler: ast.ExceptHandler) -> bool:
    """Whether a handler does nothing but pass, go on, return or print."""
    return all(map(_says_nothing, handler.body))


def _says_nothing(node: ast.stmt) -> bool:
    if isinstance(node, ast.Pass | ast.Continue | ast.Return):
        return True
    if not isinstance(node, ast.Expr):
        return False
    value = node.value
    return isinstance(value, ast.Constant) or (
        isinstance(value, ast.Call) and ast.unparse(value.func).startswith(("print", "log"))
    )
