"""The suite's marker of a converted file: ``pytestmark``, made or added to."""

from __future__ import annotations

import libcst as cst

from layerproof.adoption.conversion.finding import find
from layerproof.adoption.conversion.imports import mend_imports, place_after_imports
from layerproof.adoption.conversion.nodes import code, small_of


def add_marker(text: str, marker: str) -> str:
    """Return ``text`` with all of its tests marked as ``marker``; as it is without one."""
    if not marker:
        return text
    module = cst.parse_module(text)
    mark = f"pytest.mark.{marker}"
    body = list(module.body)
    for index, statement in enumerate(body):
        small = small_of(statement)
        if isinstance(small, cst.Assign) and code(small.targets[0].target) == "pytestmark":
            if mark in {code(each) for each in find(small.value, cst.Attribute)}:
                return text
            value = cst.parse_expression(_extended(small.value, mark))
            new = cst.SimpleStatementLine(
                [small.with_changes(value=value)], leading_lines=_lines(statement)
            )
            body[index] = new
            break
    else:
        at = place_after_imports(body)
        assigned = cst.ensure_type(
            cst.parse_statement(f"pytestmark = {mark}"), cst.SimpleStatementLine
        )
        body.insert(at, assigned.with_changes(leading_lines=[cst.EmptyLine(indent=False)]))
    return mend_imports(module, module.with_changes(body=body)).code


def _lines(statement: cst.CSTNode) -> list[cst.EmptyLine]:
    return list(getattr(statement, "leading_lines", ()))


def _extended(value: cst.BaseExpression, mark: str) -> str:
    if isinstance(value, cst.List):
        inside = ", ".join(code(each.value) for each in value.elements)
        return f"[{inside}, {mark}]" if inside else f"[{mark}]"
    return f"[{code(value)}, {mark}]"
