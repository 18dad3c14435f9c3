"""What an ``except`` branch does with an error: swallows it, expects it, skips, or recovers."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import libcst as cst
import libcst.matchers as m

from layerproof.adoption.conversion.finding import find, search
from layerproof.adoption.conversion.nodes import code, split
from layerproof.adoption.conversion.statements import Block, Kind, Mode, read_block, read_kind


class Reaction(Enum):
    """What one handler does."""

    SWALLOWS = "swallows"
    SWALLOWS_TOO = "swallows, and does something else"
    IGNORES = "ignores"
    EXPECTS = "expects"
    CHECKS = "checks"
    SKIPS = "skips"
    PASSES_ON = "passes on"
    RECOVERS = "recovers"


_BROAD = {"", "Exception", "BaseException", "AssertionError"}
_INTERRUPTS = {"KeyboardInterrupt", "SystemExit", "GeneratorExit"}
_CHECKING = (
    m.Assert(),
    m.Call(func=m.Attribute(value=m.Name("pytest"), attr=m.Name("fail") | m.Name("raises"))),
)


def caught(handler: cst.ExceptHandler) -> list[str]:
    """Return the names of the errors that ``handler`` catches; a bare one catches ``""``."""
    if handler.type is None:
        return [""]
    if isinstance(handler.type, cst.Tuple):
        return [code(element.value) for element in handler.type.elements]
    return [code(handler.type)]


def is_broad(handler: cst.ExceptHandler) -> bool:
    """Return whether ``handler`` catches what a failing assertion raises."""
    return bool(_BROAD & set(caught(handler)))


def is_checking(node: cst.CSTNode) -> bool:
    """Return whether ``node`` holds an assertion or a failure of pytest."""
    return bool(search(node, *_CHECKING))


def read_reaction(handler: cst.ExceptHandler, mode: Mode) -> Reaction:
    """Return what ``handler`` does with what it catches."""
    statements = split(handler.body)
    if set(caught(handler)) <= _INTERRUPTS:
        return Reaction.RECOVERS
    if find(handler.body, cst.Raise):
        return Reaction.PASSES_ON
    says = read_block(statements, mode)
    if says in {Block.CLAIMS, Block.CLAIMS_TOO}:
        return Reaction.EXPECTS
    if says is Block.SKIPS:
        return Reaction.SKIPS
    if says is Block.FAILS:
        return Reaction.SWALLOWS
    if says is Block.FAILS_TOO:
        return Reaction.SWALLOWS_TOO
    if says is Block.QUIET:
        return Reaction.IGNORES
    return _read_other(handler, statements, mode)


def _read_other(
    handler: cst.ExceptHandler, statements: Sequence[cst.BaseStatement], mode: Mode
) -> Reaction:
    checks = all(
        m.matches(each, m.SimpleStatementLine(body=[m.Assert()]))
        or read_kind(each, mode) is Kind.TALK
        for each in statements
    )
    if checks and is_checking(handler):
        return Reaction.CHECKS
    if is_checking(handler):
        return Reaction.PASSES_ON
    # ``return None`` or ``return e`` out of a broad handler hides what went wrong as well.
    left = search(handler.body, m.Return(value=m.Name("e") | m.Name("None")))
    return Reaction.SWALLOWS_TOO if left and is_broad(handler) else Reaction.RECOVERS
