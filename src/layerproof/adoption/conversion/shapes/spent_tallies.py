"""Counters that nothing counts any more, and what was made of them, go with the checks' prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import libcst as cst
import libcst.matchers as m

from layerproof.adoption.conversion.branches import read_branches
from layerproof.adoption.conversion.finding import find, search
from layerproof.adoption.conversion.nodes import code, leading, line, small_of
from layerproof.adoption.conversion.shapes.bodies import BodyTransformer
from layerproof.adoption.conversion.shapes.flags import never_lowered
from layerproof.adoption.conversion.statements import (
    Block,
    Kind,
    Mode,
    is_fail_counter,
    is_flag,
    is_pass_counter,
    last_name,
    read_block,
    read_kind,
)
from layerproof.adoption.conversion.talk import read_talk

_EMPTY = {"0", "[]", "list()", "set()", "{}"}
_SAID = {Block.CLAIMS, Block.FAILS, Block.QUIET, Block.LOST}
_PURE = {"len", "sum", "bool", "int", "min", "max"}


def drop_tallies(function: cst.FunctionDef, mode: Mode) -> cst.FunctionDef:
    """Return ``function`` without its spent tallies; one that something else reads stays whole."""
    spent = _find_spent(function)
    while spent:
        after = cst.ensure_type(function.visit(SpentTallies(mode, spent)), cst.FunctionDef)
        still_read = _names(after.body) & spent
        if not still_read:
            return after
        spent -= still_read
    return function


class SpentTallies(BodyTransformer):
    """Removes a tally's start, its sums and its summary, once each check fails by itself."""

    goes_inside: ClassVar[bool] = False

    def __init__(self, mode: Mode, spent: set[str]) -> None:
        super().__init__(mode)
        self._spent = spent

    def rewrite(self, body: Sequence[cst.BaseStatement]) -> Sequence[cst.BaseStatement]:
        """Drop what speaks of spent tallies alone; a verdict made of them is ``True``."""
        out: list[cst.BaseStatement] = []
        for statement in body:
            out += self._rewrite_line(statement)
        return body if len(out) == len(body) and all(map(_is, out, body)) else out

    def _rewrite_line(self, statement: cst.BaseStatement) -> list[cst.BaseStatement]:
        small = small_of(statement)
        if isinstance(statement, cst.If) and self._is_summary(statement):
            return []
        if small is None or not self._mentions(small):
            return [statement]
        if isinstance(small, cst.Return) and small.value and self._is_about(small.value):
            return [line(cst.Return(cst.Name("True")), leading(statement))]
        if isinstance(small, cst.Assert) and self._is_about(small.test):
            return []
        if isinstance(small, cst.Assign | cst.AugAssign) or read_talk(statement) is not None:
            return []
        return [] if read_kind(statement, self.mode) is Kind.CLAIM else [statement]

    def _is_summary(self, node: cst.If) -> bool:
        says = {read_block(branch.statements, self.mode) for branch in read_branches(node)}
        return self._is_about(node.test) and says <= _SAID

    def _mentions(self, node: cst.CSTNode) -> bool:
        return bool(_names(node) & self._spent)

    def _is_about(self, node: cst.CSTNode) -> bool:
        names = _names(node)
        return bool(names) and names <= self._spent | _PURE


def _is(one: cst.BaseStatement, other: cst.BaseStatement) -> bool:
    return one is other


def _names(node: cst.CSTNode) -> set[str]:
    return {each.value for each in find(node, cst.Name)}


def _find_spent(node: cst.FunctionDef) -> set[str]:
    starts = {
        code(each.targets[0].target)
        for each in find(node, cst.Assign)
        if code(each.value) in _EMPTY
    }
    tallies = {each for each in starts if is_pass_counter(each) or is_fail_counter(each)}
    failing = {each for each in tallies if is_fail_counter(each)}
    spent = {each for each in tallies if not _is_raised(node, each, passes=each not in failing)}
    return spent | {each for each in never_lowered(node) if is_flag(each)}


def _is_raised(node: cst.FunctionDef, name: str, *, passes: bool) -> bool:
    """Return whether ``name`` still gets another value than its empty start.

    A tally of what passed may go up by whole numbers: each of them stands behind a check.
    """
    for each in find(node, cst.AugAssign, cst.Assign):
        if isinstance(each, cst.AugAssign) and last_name(each.target) == name:
            raised = not passes or not isinstance(each.value, cst.Integer)
        else:
            named = isinstance(each, cst.Assign) and code(each.targets[0].target) == name
            raised = named and code(cst.ensure_type(each, cst.Assign).value) not in _EMPTY
        if raised:
            return True
    methods = search(node, m.Call(func=m.Attribute(value=m.Name(name))))
    if methods and not passes:
        return True
    arguments = search(node, m.Call(args=[m.ZeroOrMore(), m.Arg(m.Name(name)), m.ZeroOrMore()]))
    return any(isinstance(each, cst.Call) and not _reads_only(each) for each in arguments)


def _reads_only(call: cst.Call) -> bool:
    return code(call.func) in _PURE or read_talk(call) is not None
