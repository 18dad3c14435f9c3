"""A function past 60 lines does more than one thing. Its docstring does not count."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ci.lint.values import Fault, Module, Rule

LIMIT = 60


def check(module: Module) -> Iterator[Fault]:
    """Yield a fault for each function that is too long, at its ``def``."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = _span(node) - _docstring_span(node)
            if length > LIMIT:
                yield Fault(node.lineno, f"{node.name} has {length} lines, at most {LIMIT}")


def _span(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _docstring_span(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return _span(node.body[0]) if ast.get_docstring(node, clean=False) is not None else 0


RULE = Rule(
    name="function-length",
    summary=f"a function has at most {LIMIT} lines, its docstring not counted",
    applies=lambda _module: True,
    check=check,
)
