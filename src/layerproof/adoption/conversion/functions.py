"""All shapes applied to one function, in order, until nothing is left to rewrite."""

from __future__ import annotations

from dataclasses import dataclass, replace

import libcst as cst

from layerproof.adoption.conversion.backing import back_claims
from layerproof.adoption.conversion.checks import Surroundings, has_check
from layerproof.adoption.conversion.finding import find, walk
from layerproof.adoption.conversion.nodes import block, code, small_of, split
from layerproof.adoption.conversion.shapes.bodies import BodyTransformer
from layerproof.adoption.conversion.shapes.expected_errors import ExpectedErrors
from layerproof.adoption.conversion.shapes.joined_lines import JoinedLines
from layerproof.adoption.conversion.shapes.printed_verdicts import PrintedVerdicts
from layerproof.adoption.conversion.shapes.returned_values import ReturnedValues
from layerproof.adoption.conversion.shapes.returned_verdicts import ReturnedVerdicts
from layerproof.adoption.conversion.shapes.spent_tallies import drop_tallies
from layerproof.adoption.conversion.shapes.swallowed_errors import SwallowedErrors
from layerproof.adoption.conversion.shapes.verdict_branches import VerdictBranches
from layerproof.adoption.conversion.shapes.verdict_cases import VerdictCases
from layerproof.adoption.conversion.statements import Mode, find_kept, truth_of
from layerproof.adoption.conversion.talk import is_choice, is_talk, read_spoken
from layerproof.adoption.conversion.texts import Claim

#: Each shape, and the nodes without one of which a function cannot hold it.
_SHAPES: dict[type[BodyTransformer], set[type[cst.CSTNode]]] = {
    JoinedLines: {cst.SimpleStatementLine},
    VerdictBranches: {cst.If},
    VerdictCases: {cst.Match, cst.For, cst.While},
    PrintedVerdicts: {cst.IfExp, cst.Call},
    SwallowedErrors: {cst.Try},
    ExpectedErrors: {cst.Try},
}
_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Role:
    """What a function is to the script.

    ``judged``: its result was taken for its verdict; ``must_check``: it ran as a test, so that it
    may not end without a check; ``exit_codes``: it returned 0 and 1.
    """

    judged: bool = False
    must_check: bool = False
    exit_codes: bool = False


def convert_test(function: cst.FunctionDef, around: Surroundings, role: Role) -> cst.FunctionDef:
    """Return a test whose claims are assertions, or TODOs that fail; itself if nothing is."""
    if not role.must_check and not speaks(function):
        return function
    mode = Mode(exit_codes=role.exit_codes, kept=find_kept(function))
    now = apply_shapes(function, mode)
    now = drop_tallies(now, mode)
    now = _visit(now, ReturnedVerdicts(mode, judged=role.judged))
    now = drop_tallies(now, mode)
    now = apply_shapes(now, mode)
    if role.must_check:
        now = _visit(now, ReturnedValues(mode))
    changed = now is not function and not now.deep_equals(function)
    around = around_inside(now, around)
    must_check = role.must_check or changed or talks(function)
    now = back_claims(now, around, mode, must_check=must_check)
    now = _drop_last_return(now)
    return function if now.deep_equals(function) else now


def speaks(function: cst.FunctionDef) -> bool:
    """Return whether a function claims something aloud, or returns what may be its verdict."""
    own = _own_returns(function)
    return talks(function) or any(each.value is not None for each in own)


def _own_returns(function: cst.FunctionDef) -> list[cst.Return]:
    inner = find(function.body, cst.FunctionDef)
    hidden = {id(each) for one in inner for each in find(one.body, cst.Return)}
    return [each for each in find(function.body, cst.Return) if id(each) not in hidden]


def talks(function: cst.FunctionDef) -> bool:
    """Return whether a function claims success or failure aloud, or chooses between them."""
    calls = [call for call in find(function.body, cst.Call) if is_talk(call)]
    return any(
        read_spoken(call) is not Claim.NOTHING
        or any(is_choice(each) for each in find(call, cst.IfExp))
        for call in calls
    )


def around_inside(function: cst.FunctionDef, around: Surroundings) -> Surroundings:
    """Return what is known inside ``function``, whose own inner functions may check too."""
    inner = [
        each.name.value for each in find(function.body, cst.FunctionDef) if has_check(each, around)
    ]
    return replace(around, checking=around.checking | set(inner))


def convert_helper(function: cst.FunctionDef) -> cst.FunctionDef:
    """Return a function that tests call, with the verdicts that it prints as assertions."""
    if not talks(function):
        return function
    mode = Mode(verdicts=_returns_verdicts(function), kept=find_kept(function))
    now = apply_shapes(function, mode)
    if mode.verdicts:
        now = _visit(now, ReturnedVerdicts(mode, judged=False))
    return function if now.deep_equals(function) else now


def _returns_verdicts(function: cst.FunctionDef) -> bool:
    """Return whether a function returns nothing but ``True`` and ``False``."""
    own = _own_returns(function)
    return bool(own) and all(each.value is None or truth_of(each.value) is not None for each in own)


def apply_shapes(function: cst.FunctionDef, mode: Mode) -> cst.FunctionDef:
    """Return ``function`` after all shapes that can be read without knowing its callers."""
    for _ in range(_ROUNDS):
        before = function
        kinds = {type(each) for each in walk(function.body)}
        for shape, needed in _SHAPES.items():
            if kinds & needed:
                function = _visit(function, shape(mode))
        if function is before or function.deep_equals(before):
            return before
    return function


def _visit(function: cst.FunctionDef, transformer: cst.CSTTransformer) -> cst.FunctionDef:
    return cst.ensure_type(function.visit(transformer), cst.FunctionDef)


def _drop_last_return(function: cst.FunctionDef) -> cst.FunctionDef:
    """Drop a bare return at the end, which a verdict has left there."""
    statements = split(function.body)
    last = small_of(statements[-1])
    if not isinstance(last, cst.Return) or last.value is not None or len(statements) < 2:
        return function
    kept = block(statements[:-1], function.body)
    comments = [each for each in statements[-1].leading_lines if each.comment]  # type: ignore[attr-defined] # a simple line has them
    if comments and isinstance(kept, cst.IndentedBlock):
        kept = kept.with_changes(footer=[*comments, *kept.footer])
    return function.with_changes(body=kept)


def is_async(function: cst.FunctionDef) -> bool:
    """Return whether ``function`` is a coroutine function."""
    return function.asynchronous is not None


def decorated(function: cst.FunctionDef | cst.ClassDef, *words: str) -> bool:
    """Return whether a decorator of ``function`` holds one of ``words``."""
    texts = [code(each.decorator) for each in function.decorators]
    return any(word in text for word in words for text in texts)


def is_generator(function: cst.FunctionDef) -> bool:
    """Return whether ``function`` yields."""
    return bool(find(function.body, cst.Yield))
