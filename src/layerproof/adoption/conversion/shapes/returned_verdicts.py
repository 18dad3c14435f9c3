"""``return False`` becomes a failure, and ``return a == b`` becomes ``assert a == b``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import libcst as cst
import libcst.matchers as m

from layerproof.adoption.conversion.branches import make_failing
from layerproof.adoption.conversion.finding import search
from layerproof.adoption.conversion.nodes import (
    assert_that,
    code,
    leading,
    line,
    small_of,
)
from layerproof.adoption.conversion.shapes.bodies import BodyTransformer
from layerproof.adoption.conversion.shapes.flags import never_lowered
from layerproof.adoption.conversion.statements import (
    Block,
    Kind,
    Mode,
    is_failing,
    is_flag,
    last_name,
    read_block,
    read_kind,
    truth_of,
)

_BOOLEAN = (
    m.Comparison(),
    m.UnaryOperation(operator=m.Not()),
    m.Call(func=m.Name("all") | m.Name("any") | m.Name("isinstance") | m.Name("bool")),
    m.Call(func=m.Attribute(attr=m.Name("startswith") | m.Name("endswith"))),
)
_TRUTH = m.Name("True") | m.Name("False")


class ReturnedVerdicts(BodyTransformer):
    """Turns what a test returns into what it asserts; ``return True`` is looked at later.

    :param judged: whether the script took the function's result for its verdict.
    """

    goes_inside: ClassVar[bool] = False

    def __init__(self, mode: Mode, *, judged: bool) -> None:
        super().__init__(mode)
        self._judged = judged
        self._constant: set[str] = set()

    def enter(self, function: cst.FunctionDef) -> None:
        """Note the flags that are never lowered: returning one is returning ``True``."""
        self._constant = never_lowered(function)
        returns = search(function, m.Return(value=_TRUTH))
        self._judged = self._judged or bool(returns)

    def rewrite(self, body: Sequence[cst.BaseStatement]) -> Sequence[cst.BaseStatement]:
        """Replace the verdicts that the block returns."""
        if not self.mode.verdicts:
            return body
        body = self._drop_unreachable(body)
        out: list[cst.BaseStatement] = []
        for statement in body:
            if self._fails(statement):
                start = self._start_of_failure(out)
                out[start:] = make_failing([*out[start:], statement], self.mode)
                continue
            out += self._rewrite_return(statement)
        same = len(out) == len(body) and all(a is b for a, b in zip(out, body, strict=True))
        return body if same else out

    def _drop_unreachable(self, body: Sequence[cst.BaseStatement]) -> Sequence[cst.BaseStatement]:
        """Drop a failure behind a return, left over where the check now stands above."""
        for index, statement in enumerate(body[:-1]):
            if not isinstance(small_of(statement), cst.Return):
                continue
            if read_block(body[index + 1 :], self.mode) in {Block.FAILS, Block.LOST}:
                return body[: index + 1]
        return body

    def _fails(self, statement: cst.BaseStatement) -> bool:
        small = small_of(statement)
        leaving = isinstance(small, cst.Return) or (
            isinstance(small, cst.Expr) and "exit" in code(small).partition("(")[0]
        )
        return leaving and read_kind(statement, self.mode) is Kind.FAILURE

    def _start_of_failure(self, out: Sequence[cst.BaseStatement]) -> int:
        start = len(out)
        while start and read_kind(out[start - 1], self.mode) is Kind.FAILURE:
            if is_failing(out[start - 1]):
                break
            start -= 1
        return start

    def _rewrite_return(self, statement: cst.BaseStatement) -> list[cst.BaseStatement]:
        small = small_of(statement)
        if not isinstance(small, cst.Return) or small.value is None:
            return [statement]
        if read_kind(statement, self.mode) in {Kind.CLAIM, Kind.FAILURE}:
            return [statement]
        value, message = small.value, None
        if isinstance(value, cst.Tuple) and len(value.elements) == 2:
            message = value.elements[1].value
            value = value.elements[0].value
        if truth_of(value) is not None:
            return [statement]
        if last_name(value) in self._constant:
            return [line(cst.Return(cst.Name("True")), leading(statement))]
        if not self._is_verdict(value):
            return [statement]
        return [assert_that(value, message, leading(statement)), line(cst.Return())]

    def _is_verdict(self, value: cst.BaseExpression) -> bool:
        if isinstance(value, cst.Tuple | cst.List | cst.Dict | cst.Set | cst.BaseString):
            return False
        if any(m.matches(value, each) for each in _BOOLEAN):
            return True
        if m.matches(value, m.BooleanOperation()):
            parts = search(value, *_BOOLEAN)
            return self._judged or bool(parts)
        named = m.matches(value, m.Name() | m.Attribute() | m.Subscript())
        return self._judged or (named and is_flag(last_name(value)))
