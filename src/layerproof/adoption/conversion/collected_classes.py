"""A class of tests with an ``__init__``: pytest collects it once that is a ``setup_method``."""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst

from layerproof.adoption.conversion.finding import find
from layerproof.adoption.conversion.nodes import code, small_of
from layerproof.adoption.conversion.script import is_test_name, names_in
from layerproof.adoption.conversion.talk import is_talk

_EXITS = re.compile(r"(?:sys\.)?exit$|SystemExit$|quit$|len$|bool$|int$")
WHY = "has an __init__, so that pytest does not collect it; make its values in fixtures"


def free_class(node: cst.ClassDef) -> cst.ClassDef:
    """Return ``node`` with its ``__init__`` as ``setup_method``; itself where that is not all."""
    if node.bases or node.keywords or not is_hidden(node):
        return node
    start = _init_of(node)
    if start is None or len(start.params.params) != 1 or start.params.kwonly_params:
        return node
    if find(start.body, cst.Return) or "super()" in code(start):
        return node
    body = [
        each.with_changes(name=cst.Name("setup_method")) if each is start else each
        for each in node.body.body
    ]
    return node.with_changes(body=node.body.with_changes(body=body))


def runs_classes(module: cst.Module, block: Sequence[cst.BaseStatement]) -> bool:
    """Return whether a main block makes objects of test classes, calls them, and no more."""
    classes = {
        each.name.value
        for each in module.body
        if isinstance(each, cst.ClassDef) and each.name.value.startswith("Test") and _tests_of(each)
    }
    made: set[str] = set()
    calls = [call for statement in block for call in find(statement, cst.Call)]
    for statement in block:
        small = small_of(statement)
        value = small.value if isinstance(small, cst.Assign) else None
        if isinstance(value, cst.Call) and code(value.func) in classes:
            made |= names_in(cst.ensure_type(small, cst.Assign).targets[0].target)
    known = classes | made
    owners = [code(call.func).partition(".")[0].partition("(")[0] for call in calls]
    others = [call for call, owner in zip(calls, owners, strict=True) if owner not in known]
    quiet = all(is_talk(call) or _EXITS.match(code(call.func)) for call in others)
    return quiet and bool(set(owners) & classes) and not find_asserts(block)


def find_asserts(block: Sequence[cst.BaseStatement]) -> list[cst.Assert]:
    """Return the assertions in ``block``."""
    return [each for statement in block for each in find(statement, cst.Assert)]


def is_hidden(node: cst.ClassDef) -> bool:
    """Return whether ``node`` has tests that pytest does not collect for its ``__init__``."""
    if not node.name.value.startswith("Test") or _init_of(node) is None:
        return False
    return _tests_of(node)


def _tests_of(node: cst.ClassDef) -> bool:
    functions = [each for each in node.body.body if isinstance(each, cst.FunctionDef)]
    return any(is_test_name(each.name.value) for each in functions)


def _init_of(node: cst.ClassDef) -> cst.FunctionDef | None:
    for each in node.body.body:
        if isinstance(each, cst.FunctionDef) and each.name.value == "__init__":
            return each
    return None
