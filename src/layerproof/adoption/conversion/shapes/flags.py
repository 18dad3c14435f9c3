"""Which names of a function are verdicts that nothing lowers any more."""

from __future__ import annotations

import libcst as cst

from layerproof.adoption.conversion.finding import find
from layerproof.adoption.conversion.statements import last_name, truth_of


def never_lowered(node: cst.FunctionDef) -> set[str]:
    """Return the names in ``node`` that are only ever set to ``True``."""
    raised: set[str] = set()
    other: set[str] = set()
    for target, value in _assignments(node):
        (raised if truth_of(value) else other).add(last_name(target))
    return raised - other


def _assignments(
    node: cst.FunctionDef,
) -> list[tuple[cst.BaseExpression, cst.BaseExpression | None]]:
    found: list[tuple[cst.BaseExpression, cst.BaseExpression | None]] = []
    for each in find(node, cst.Assign, cst.AugAssign, cst.AnnAssign, cst.NamedExpr):
        if isinstance(each, cst.Assign):
            found += [(target.target, each.value) for target in each.targets]
        elif isinstance(each, cst.AugAssign):
            found.append((each.target, None))
        elif isinstance(each, cst.AnnAssign | cst.NamedExpr):
            found.append((each.target, each.value))
    loops = find(node, cst.For, cst.AsName)
    found += [(each.target, None) for each in loops if isinstance(each, cst.For)]
    return found
