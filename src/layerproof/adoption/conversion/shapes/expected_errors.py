"""``try: f() except ValueError: print("ok")`` becomes ``with pytest.raises(ValueError): f()``."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from layerproof.adoption.conversion.finding import search
from layerproof.adoption.conversion.handlers import (
    Reaction,
    is_broad,
    is_checking,
    read_reaction,
)
from layerproof.adoption.conversion.nodes import (
    block,
    code,
    comments_in,
    leading,
    put_above,
    small_of,
    split,
)
from layerproof.adoption.conversion.shapes.bodies import BodyTransformer
from layerproof.adoption.conversion.statements import (
    Block,
    Kind,
    Mode,
    is_failing,
    read_block,
    read_kind,
)

_EXPECTING = {Reaction.EXPECTS, Reaction.CHECKS}
_GONE = {Reaction.SWALLOWS, Reaction.IGNORES}


class ExpectedErrors(BodyTransformer):
    """Turns a handler that claims success into the error that the test expects."""

    def rewrite(self, body: Sequence[cst.BaseStatement]) -> Sequence[cst.BaseStatement]:
        """Replace each ``try`` whose error is what the script hoped for."""
        out: list[cst.BaseStatement] = []
        for statement in body:
            done = self._rewrite_try(statement) if isinstance(statement, cst.Try) else None
            out += [statement] if done is None else done
        return out if len(out) != len(body) or any(map(_differ, out, body)) else body

    def _rewrite_try(self, node: cst.Try) -> list[cst.BaseStatement] | None:
        reactions = [read_reaction(handler, self.mode) for handler in node.handlers]
        expecting = [each for each in reactions if each in _EXPECTING]
        if len(expecting) != 1 or not set(reactions) <= _EXPECTING | _GONE:
            return None
        handler = node.handlers[reactions.index(expecting[0])]
        steps, refused = self._read_steps(node)
        if steps is None or (expecting[0] is Reaction.CHECKS and not refused):
            return None
        if is_broad(handler) and any(is_checking(step) for step in steps):
            return None
        return self._write(node, handler, steps)

    def _read_steps(self, node: cst.Try) -> tuple[list[cst.BaseStatement] | None, bool]:
        """Return what should raise, and whether the script failed where it did not.

        ``None`` where the script claimed success without the error too.
        """
        steps = split(node.body)
        refused = False
        if node.orelse is not None:
            says = read_block(split(node.orelse.body), self.mode)
            if says not in {Block.FAILS, Block.LOST, Block.QUIET}:
                return None, False
            refused = True
        while steps and self._is_tail(steps[-1]):
            refused = refused or read_kind(steps[-1], self.mode) is Kind.FAILURE
            steps.pop()
        claims = any(read_kind(step, self.mode) is Kind.CLAIM for step in steps)
        return (None if claims or not steps else steps), refused

    def _is_tail(self, step: cst.BaseStatement) -> bool:
        if is_failing(step):
            return True
        kind = read_kind(step, self.mode)
        return kind in {Kind.FAILURE, Kind.LEAVE} or code(step) == "pass"

    def _write(
        self, node: cst.Try, handler: cst.ExceptHandler, steps: Sequence[cst.BaseStatement]
    ) -> list[cst.BaseStatement]:
        after = _after(handler, self.mode)
        name = code(handler.name.name) if handler.name else ""
        used = any(_mentions(statement, name) for statement in after)
        item = cst.WithItem(
            _raises(handler), cst.AsName(cst.Name(f"{name}_info")) if used else None
        )
        check: cst.BaseStatement = cst.With(
            [item], block(steps, node.body), leading_lines=leading(node)
        )
        if used:
            bound = cst.parse_statement(f"{name} = {name}_info.value")
            after = [bound, *after]
        if node.finalbody:
            inside = cst.IndentedBlock(body=[check.with_changes(leading_lines=[]), *after])
            return [node.with_changes(body=inside, handlers=[], orelse=None)]
        return [check, *after]


def _raises(handler: cst.ExceptHandler) -> cst.BaseExpression:
    expected = handler.type or cst.Name("BaseException")
    function = cst.Attribute(cst.Name("pytest"), cst.Name("raises"))
    return cst.Call(function, [cst.Arg(expected)])


def _after(handler: cst.ExceptHandler, mode: Mode) -> list[cst.BaseStatement]:
    """Return what the handler did beside claiming success; a verdict returned stays."""
    kept: list[cst.BaseStatement] = []
    above: list[cst.EmptyLine] = []
    for statement in split(handler.body):
        is_return = isinstance(small_of(statement), cst.Return)
        gone = read_kind(statement, mode) in {Kind.CLAIM, Kind.LEAVE} and not is_return
        if gone or code(statement) == "pass":
            above += comments_in(leading(statement))
        else:
            kept += put_above([statement], above)
            above = []
    return kept


def _mentions(node: cst.CSTNode, name: str) -> bool:
    import libcst.matchers as m

    return bool(name) and bool(search(node, m.Name(name)))


def _differ(one: cst.BaseStatement, other: cst.BaseStatement) -> bool:
    return one is not other
