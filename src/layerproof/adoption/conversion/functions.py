"""All shapes applied to one function, in order, until nothing is left to rewrite."""

from __future__ import annotations

from dataclasses import dataclass, replace

import libcst as cst
import libcst.matchers as m

from layerproof.adoption.conversion.backing import back_claims
from layerproof.adoption.conversion.checks import Surroundings, has_check
from layerproof.adoption.conversion.nodes import block, code, small_of, split
from layerproof.adoption.conversion.shapes.expected_errors import ExpectedErrors
from layerproof.adoption.conversion.shapes.printed_verdicts import PrintedVerdicts
from layerproof.adoption.conversion.shapes.returned_values import ReturnedValues
from layerproof.adoption.conversion.shapes.returned_verdicts import ReturnedVerdicts
from layerproof.adoption.conversion.shapes.spent_tallies import drop_tallies
from layerproof.adoption.conversion.shapes.swallowed_errors import SwallowedErrors
from layerproof.adoption.conversion.shapes.verdict_branches import VerdictBranches
from layerproof.adoption.conversion.shapes.verdict_cases import VerdictCases
from layerproof.adoption.conversion.statements import Mode

_SHAPES = (VerdictBranches, VerdictCases, PrintedVerdicts, SwallowedErrors, ExpectedErrors)
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
    mode = Mode(exit_codes=role.exit_codes)
    now = apply_shapes(function, mode)
    now = drop_tallies(now, mode)
    now = _visit(now, ReturnedVerdicts(mode, judged=role.judged))
    now = drop_tallies(now, mode)
    now = apply_shapes(now, mode)
    if role.must_check:
        now = _visit(now, ReturnedValues(mode))
    changed = now is not function and not now.deep_equals(function)
    around = around_inside(now, around)
    now = back_claims(now, around, mode, must_check=role.must_check or changed)
    now = _drop_last_return(now)
    return function if now.deep_equals(function) else now


def around_inside(function: cst.FunctionDef, around: Surroundings) -> Surroundings:
    """Return what is known inside ``function``, whose own inner functions may check too."""
    inner = [
        each.name.value
        for each in m.findall(function.body, m.FunctionDef())
        if isinstance(each, cst.FunctionDef) and has_check(each, around)
    ]
    return replace(around, checking=around.checking | set(inner))


def convert_helper(function: cst.FunctionDef) -> cst.FunctionDef:
    """Return a function that tests call, with the verdicts that it prints as assertions."""
    now = apply_shapes(function, Mode(verdicts=False))
    return function if now.deep_equals(function) else now


def apply_shapes(function: cst.FunctionDef, mode: Mode) -> cst.FunctionDef:
    """Return ``function`` after all shapes that can be read without knowing its callers."""
    for _ in range(_ROUNDS):
        before = function
        for shape in _SHAPES:
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
    return bool(m.findall(function.body, m.Yield()))
