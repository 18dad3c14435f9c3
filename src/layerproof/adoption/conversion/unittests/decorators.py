"""``@unittest.skipIf(c, "why")`` becomes ``@pytest.mark.skipif(c, reason="why")``."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from layerproof.adoption.conversion.nodes import code, negate

_TIGHT = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


def rewrite_decorators(decorators: Sequence[cst.Decorator]) -> list[cst.Decorator]:
    """Return ``decorators`` with those of unittest as marks of pytest."""
    return [_rewrite(each) for each in decorators]


def _rewrite(decorator: cst.Decorator) -> cst.Decorator:
    node = decorator.decorator
    call = node if isinstance(node, cst.Call) else None
    name = code(call.func if call else node).removeprefix("unittest.").removeprefix("case.")
    values = [each.value for each in call.args] if call else []
    new: cst.BaseExpression | None = None
    if name == "expectedFailure":
        new = cst.parse_expression("pytest.mark.xfail(strict=True)")
    elif name == "skip":
        new = _mark("skip", [], values[0] if values else None)
    elif name in {"skipIf", "skipUnless"} and len(values) == 2:
        condition = values[0] if name == "skipIf" else negate(values[0])
        new = _mark("skipif", [condition], values[1])
    return decorator if new is None else decorator.with_changes(decorator=new)


def _mark(
    name: str, values: Sequence[cst.BaseExpression], reason: cst.BaseExpression | None
) -> cst.BaseExpression:
    function = cst.parse_expression(f"pytest.mark.{name}")
    arguments = [cst.Arg(each) for each in values]
    if reason is not None:
        arguments.append(cst.Arg(reason, keyword=cst.Name("reason"), equal=_TIGHT))
    return cst.Call(function, arguments) if arguments else function
