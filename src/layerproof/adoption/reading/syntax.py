"""Small questions to the syntax tree of a module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeAlias

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


def unparse(node: ast.AST) -> str:
    """Return a node as Python text; nothing of one that is nested too deeply to be written."""
    try:
        return ast.unparse(node)
    except RecursionError:
        return ""


def dotted_name(node: ast.expr) -> str:
    """Return ``pytest.mark.slow`` for such an expression or a call of it; empty for others."""
    names: list[str] = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        else:
            return ""
    return ".".join((node.id, *reversed(names)))


def last_name(node: ast.expr) -> str:
    """Return ``slow`` for ``pytest.mark.slow`` or a call of it, whatever it hangs on."""
    while isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def keyword(call: ast.expr, name: str) -> ast.expr | None:
    """Return the value of a call's keyword, ``None`` where it has none or is no call."""
    keywords = call.keywords if isinstance(call, ast.Call) else []
    return next((each.value for each in keywords if each.arg == name), None)


def text_of(node: ast.expr | None) -> str | None:
    """Return the text of a literal, ``None`` for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def texts_of(node: ast.expr | None) -> tuple[str, ...]:
    """Return the texts of a literal, or of a list or tuple of them."""
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return tuple(text for each in node.elts if (text := text_of(each)) is not None)
    text = text_of(node)
    return () if text is None else (text,)


def is_true(node: ast.expr | None) -> bool:
    """Whether it is the literal ``True``."""
    return isinstance(node, ast.Constant) and node.value is True


def is_false(node: ast.expr | None) -> bool:
    """Whether it is the literal ``False``."""
    return isinstance(node, ast.Constant) and node.value is False


def argument_names(function: Function) -> tuple[str, ...]:
    """Return the names of a function's arguments without a default, ``self`` and ``cls`` left out.

    Arguments with a default are no fixtures.
    """
    arguments = function.args
    given = [*arguments.posonlyargs, *arguments.args]
    given = given[: len(given) - len(arguments.defaults)]
    kept = [
        *given,
        *(a for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d is None),
    ]
    return tuple(each.arg for each in kept if each.arg not in ("self", "cls"))


def functions_in(body: list[ast.stmt]) -> Iterator[Function]:
    """Yield the functions of a body and of its ``if`` and ``try`` blocks, not of classes."""
    waiting = list(reversed(body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
        elif isinstance(node, ast.If | ast.Try):
            waiting += reversed([*node.body, *node.orelse])


def assigned(body: list[ast.stmt], name: str) -> ast.expr | None:
    """Return what a body assigns to a name, the last where it does so twice."""
    found = None
    for node in body:
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign):
            targets = [node.target]
        else:
            continue
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            found = node.value
    return found
