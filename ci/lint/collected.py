"""Which functions of a parsed module pytest would collect as tests, and which it only defines."""

from __future__ import annotations

import ast
from collections.abc import Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef


def collected_tests(tree: ast.Module) -> Iterator[Function]:
    """Yield the tests of ``tree``: functions of the module and methods of its ``Test`` classes."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _tests(node.body)
    yield from _tests(tree.body)


def _tests(body: list[ast.stmt]) -> Iterator[Function]:
    for node in body:
        if isinstance(node, Function) and node.name.startswith("test_"):
            yield node


def functions_by_name(tree: ast.Module) -> dict[str, Function]:
    """Return every function of ``tree``, methods included; a later one of a name wins."""
    return {node.name: node for node in ast.walk(tree) if isinstance(node, Function)}
