"""An ``if`` with its ``elif`` and ``else`` as a row of branches, and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import libcst as cst

from layerproof.adoption.conversion.nodes import (
    block,
    call_pytest,
    code,
    leading,
    quote,
    split,
)
from layerproof.adoption.conversion.statements import (
    Kind,
    Mode,
    first_message,
    is_failing,
    leaves,
    read_kind,
)
from layerproof.adoption.conversion.talk import message_of, read_talk

#: Conditions that say where or how loudly a script runs, and nothing about what it looks at.
_NO_CHECK = re.compile(
    r"\b(?:verbose|debug|quiet|silent|trace|dry_run|interactive|args?|options?|opts|argv|platform"
    r"|environ|getenv|version_info|which|has_\w+|have_\w+|\w+_available|is_available|__name__"
    r"|skip\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch: its condition (``None`` for ``else``), where it stood, and its statements."""

    condition: cst.BaseExpression | None
    suite: cst.BaseSuite
    statements: tuple[cst.BaseStatement, ...]

    def say(self, statements: Sequence[cst.BaseStatement]) -> Branch:
        """Return the branch with other statements."""
        return replace(self, statements=tuple(statements))


def read_branches(node: cst.If) -> list[Branch]:
    """Return the branches of ``node`` in order."""
    found: list[Branch] = []
    rest: cst.If | cst.Else | None = node
    while isinstance(rest, cst.If):
        found.append(Branch(rest.test, rest.body, tuple(split(rest.body))))
        rest = rest.orelse
    if rest is not None:
        found.append(Branch(None, rest.body, tuple(split(rest.body))))
    return found


def write_branches(node: cst.If, branches: Sequence[Branch]) -> cst.If:
    """Return ``node`` with the statements of ``branches``, which may have one ``else`` more."""
    first, *others = branches
    orelse = node.orelse
    if isinstance(orelse, cst.If):
        orelse = write_branches(orelse, others)
    elif others:
        orelse = orelse or cst.Else(body=cst.IndentedBlock(body=[]))
        orelse = orelse.with_changes(body=_suite(others[0], orelse.body))
    return node.with_changes(body=_suite(first, node.body), orelse=orelse)


def _suite(branch: Branch, like: cst.BaseSuite) -> cst.BaseSuite:
    if tuple(split(like)) == branch.statements or (branch.suite is like and _same(branch, like)):
        return like
    return block(branch.statements, like)


def _same(branch: Branch, like: cst.BaseSuite) -> bool:
    now = split(like)
    return len(now) == len(branch.statements) and all(
        one.deep_equals(other) for one, other in zip(now, branch.statements, strict=True)
    )


def is_check(condition: cst.BaseExpression) -> bool:
    """Return whether a condition can be a verdict: not one on how or where the script runs."""
    return not _NO_CHECK.search(code(condition))


def make_failing(
    statements: Sequence[cst.BaseStatement], mode: Mode
) -> tuple[cst.BaseStatement, ...]:
    """Return a branch that claimed failure as one that fails with what it said.

    Other prints and statements stay; counters, flags and the return go.
    """
    if any(is_failing(statement) for statement in statements):
        return tuple(statements)
    message = first_message(statements)
    kept: list[cst.BaseStatement] = []
    gone: list[cst.EmptyLine] = []
    for statement in statements:
        if _is_said(statement, message) or _is_verdict(statement, mode):
            gone += leading(statement)
        else:
            kept.append(statement)
    if kept and leaves(kept):
        gone += leading(kept.pop())
    comments = [each for each in gone if each.comment]
    text = message if message is not None else quote("the script failed here")
    return (*kept, call_pytest("fail", text, comments))


def make_skipping(
    statements: Sequence[cst.BaseStatement], mode: Mode
) -> tuple[cst.BaseStatement, ...]:
    """Return a branch that said it was skipping as one that pytest reports as skipped."""
    kept = [each for each in statements if read_kind(each, mode) in {Kind.TALK, Kind.REST}]
    skip = next((each for each in statements if read_kind(each, mode) is Kind.SKIP), None)
    talk = read_talk(skip) if skip is not None else None
    message = message_of(talk) if talk is not None else None
    return (*kept, call_pytest("skip", message if message is not None else quote("skipped")))


def _is_said(statement: cst.BaseStatement, message: cst.BaseExpression | None) -> bool:
    talk = read_talk(statement)
    if talk is None or message is None:
        return False
    said = message_of(talk)
    return said is not None and said.deep_equals(message)


def _is_verdict(statement: cst.BaseStatement, mode: Mode) -> bool:
    if read_talk(statement) is not None:
        return code(cst.ensure_type(statement, cst.SimpleStatementLine)).startswith("traceback.")
    return read_kind(statement, mode) in {Kind.CLAIM, Kind.FAILURE}
