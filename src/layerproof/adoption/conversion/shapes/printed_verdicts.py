"""``print("PASS" if x == y else "FAIL")`` becomes ``assert x == y``."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from layerproof.adoption.conversion.finding import find
from layerproof.adoption.conversion.nodes import (
    assert_that,
    code,
    leading,
    negate,
    small_of,
)
from layerproof.adoption.conversion.shapes.bodies import BodyTransformer
from layerproof.adoption.conversion.talk import is_choice, message_of, read_talk, text_of
from layerproof.adoption.conversion.texts import Claim, read_claim


class PrintedVerdicts(BodyTransformer):
    """Reads a verdict off the condition that chooses between two words."""

    def rewrite(self, body: Sequence[cst.BaseStatement]) -> Sequence[cst.BaseStatement]:
        """Replace each print or exit whose word depends on a condition."""
        out = [self._rewrite_line(statement) for statement in body]
        return out if any(a is not b for a, b in zip(out, body, strict=True)) else body

    def _rewrite_line(self, statement: cst.BaseStatement) -> cst.BaseStatement:
        talk = read_talk(statement)
        if talk is not None:
            for choice in _find_choices(talk):
                condition = _read_choice(choice)
                if condition is not None:
                    return _checked(statement, talk, choice, condition)
            return statement
        condition = _read_exit(statement)
        return statement if condition is None else assert_that(condition, None, leading(statement))


def _find_choices(talk: cst.Call) -> list[cst.IfExp]:
    return find(talk, cst.IfExp)


def _read_choice(choice: cst.IfExp) -> cst.BaseExpression | None:
    """Return the condition under which the word is a claim and its opposite a failure."""
    if not is_choice(choice):
        return None
    body = read_claim(text_of(choice.body))
    return choice.test if body is Claim.SUCCESS else negate(choice.test)


def _checked(
    statement: cst.BaseStatement,
    talk: cst.Call,
    choice: cst.IfExp,
    condition: cst.BaseExpression,
) -> cst.BaseStatement:
    """Return the assertion, with what the script would have said of a failure."""
    bad = choice.orelse if condition is choice.test else choice.body
    said = cst.ensure_type(talk.deep_replace(choice, bad), cst.Call)
    message = message_of(said)
    return assert_that(condition, message, leading(statement))


def _read_exit(statement: cst.BaseStatement) -> cst.BaseExpression | None:
    """Return the condition of ``sys.exit(0 if ok else 1)`` and ``sys.exit(not ok)``."""
    small = small_of(statement)
    call = small.value if isinstance(small, cst.Expr) else None
    if not isinstance(call, cst.Call) or code(call.func) not in {"sys.exit", "exit"}:
        return None
    value = call.args[0].value if call.args else None
    if isinstance(value, cst.IfExp):
        codes = (code(value.body), code(value.orelse))
        if codes in {("0", "1"), ("1", "0")}:
            return value.test if codes[0] == "0" else negate(value.test)
    if isinstance(value, cst.UnaryOperation) and isinstance(value.operator, cst.Not):
        return value.expression
    return None
