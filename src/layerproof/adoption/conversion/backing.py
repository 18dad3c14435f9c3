"""Which claims of a test rest on a check: those that do not become TODOs that fail.

A claim about a step (``print("created")``) needs a check since the last thing that was done; one
about the whole test (``return True``, "all tests passed") needs a check on the way to it. A loop
counts only where it certainly runs: an assertion in a loop over nothing has looked at nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import libcst as cst
import libcst.matchers as m

from layerproof.adoption.conversion.branches import is_check as decides
from layerproof.adoption.conversion.checks import (
    Surroundings,
    is_action,
    is_check,
    is_filled,
)
from layerproof.adoption.conversion.finding import find
from layerproof.adoption.conversion.nodes import (
    block,
    code,
    is_todo,
    leading,
    line,
    small_of,
    split,
    todo,
)
from layerproof.adoption.conversion.statements import (
    Kind,
    Mode,
    is_failing,
    leaves,
    read_kind,
    truth_of,
)
from layerproof.adoption.conversion.talk import read_talk, spoken_text
from layerproof.adoption.conversion.texts import claims_the_whole

_UNBACKED = "nothing was checked before the script said"
_PASSED_BY = "no check certainly ran before the script said"
_SUPPRESSING = re.compile(r"(?:contextlib\.)?suppress\(")
_LEFT = "the script left here without a verdict"


@dataclass(frozen=True, slots=True)
class State:
    """What is known at one point: ``fresh``, a check since the last step; ``checked``, any."""

    fresh: bool = False
    checked: bool = False
    filled: frozenset[str] = frozenset()

    def meet(self, other: State) -> State:
        """Return what is known where two ways come together."""
        return State(
            self.fresh and other.fresh,
            self.checked and other.checked,
            self.filled & other.filled,
        )


NodeT = TypeVar("NodeT", bound=cst.CSTNode)
Walked = tuple[list[cst.BaseStatement], State | None]


def _sure(state: State) -> State:
    return replace(state, fresh=True, checked=True)


def back_claims(
    function: cst.FunctionDef, around: Surroundings, mode: Mode, *, must_check: bool
) -> cst.FunctionDef:
    """Return ``function`` with a TODO for each claim that rests on nothing.

    :param must_check: whether a way to the end without any check gets a TODO as well.
    """
    walker = _Walker(function, around, mode, must_check=must_check)
    body = split(function.body)
    walked, state = walker.walk(body, State())
    if must_check and state is not None and not state.checked and not _is_stub(body):
        walked.append(todo("nothing is checked in this test"))
    same = len(walked) == len(body) and all(a is b for a, b in zip(walked, body, strict=True))
    return function if same else function.with_changes(body=block(walked, function.body))


def _is_stub(body: Sequence[cst.BaseStatement]) -> bool:
    return all(m.matches(each, m.SimpleStatementLine([m.Expr(m.Ellipsis())])) for each in body)


class _Walker:
    def __init__(
        self, function: cst.FunctionDef, around: Surroundings, mode: Mode, *, must_check: bool
    ) -> None:
        self._around = around
        self._mode = mode
        self._must_check = must_check
        self._seen = False
        self._flags = {code(each.test) for each in find(function, cst.Assert)}

    def walk(self, body: Sequence[cst.BaseStatement], state: State) -> Walked:
        """Return the statements with TODOs, and what is known at their end; ``None``: never."""
        out: list[cst.BaseStatement] = []
        now: State | None = state
        settled = any(self._raises_flag(each) for each in body)
        for index, statement in enumerate(body):
            if now is None:
                out.append(statement)
                continue
            if settled and read_talk(statement) is not None:
                out.append(statement)
                continue
            if isinstance(statement, cst.If):
                refuses = _refuses(body[index + 1 :])
                new, now = self._walk_if(statement, now, refuses=refuses)
            else:
                new, now = self._walk_one(statement, now)
            out += new
        return out, now

    def _raises_flag(self, statement: cst.BaseStatement) -> bool:
        """Return whether a flag is raised here that is asserted somewhere in the function."""
        small = small_of(statement)
        if not isinstance(small, cst.Assign) or not truth_of(small.value):
            return False
        return code(small.targets[0].target) in self._flags

    def _walk_one(self, statement: cst.BaseStatement, state: State) -> Walked:
        if isinstance(statement, cst.With):
            return self._walk_with(statement, state)
        if isinstance(statement, cst.For | cst.While):
            return self._walk_loop(statement, state)
        if isinstance(statement, cst.Try | cst.TryStar):
            return self._walk_try(statement, state)
        if isinstance(statement, cst.Match):
            return self._walk_match(statement, state)
        if isinstance(statement, cst.FunctionDef):
            return [self._walk_inner(statement)], state
        if isinstance(statement, cst.ClassDef):
            return [statement], state
        return self._walk_line(statement, state)

    def _walk_inner(self, function: cst.FunctionDef) -> cst.FunctionDef:
        """Walk a function inside; one that returns values is judged where it is called."""
        if any(each.value is not None for each in find(function.body, cst.Return)):
            return function
        inner = _Walker(function, self._around, Mode(verdicts=False), must_check=False)
        walked, _ = inner.walk(split(function.body), State())
        return _with_body(function, walked)

    def _walk_line(self, statement: cst.BaseStatement, state: State) -> Walked:
        small = small_of(statement)
        if is_todo(statement):
            return [statement], None
        if is_failing(statement) or isinstance(small, cst.Raise):
            return [statement], None
        kind = read_kind(statement, self._mode)
        if kind is Kind.CLAIM:
            return self._walk_claim(statement, state)
        if isinstance(small, cst.Return):
            return self._walk_return(statement, small, state)
        if isinstance(small, cst.Continue | cst.Break):
            return [statement], None
        if is_check(statement, self._around):
            self._seen = True
            filled = state.filled | _names_checked(statement)
            return [statement], State(fresh=True, checked=True, filled=filled)
        filled = state.filled | _names_filled(statement, state, self._around)
        acted = is_action(statement)
        return [statement], replace(state, fresh=state.fresh and not acted, filled=filled)

    def _walk_claim(self, statement: cst.BaseStatement, state: State) -> Walked:
        talk = read_talk(statement)
        whole = talk is None or claims_the_whole(spoken_text(talk))
        ends = talk is None and _ends(statement)
        if state.fresh or (whole and state.checked):
            if ends:
                return [line(cst.Return(), leading(statement))], None
            return [statement], state
        said = code(statement).strip()
        why = _PASSED_BY if self._seen else _UNBACKED
        failure = todo(f"{why}: {_only(said)}", leading(statement))
        return [failure], None if ends else _sure(state)

    def _walk_return(self, statement: cst.BaseStatement, small: cst.Return, state: State) -> Walked:
        checks = small.value is not None and is_check(statement, self._around)
        if not self._must_check or state.checked or checks or not self._mode.verdicts:
            return [statement], None
        if small.value is not None and code(small.value) != "None":
            return [statement], None
        return [todo(_LEFT, leading(statement))], None

    def _walk_if(self, node: cst.If, state: State, *, refuses: bool) -> Walked:
        """Walk the branches; a sibling that fails makes the condition a check of the others."""
        suites: list[cst.BaseSuite] = []
        rest: cst.If | cst.Else | None = node
        checks = True
        while isinstance(rest, cst.If):
            suites.append(rest.body)
            checks = checks and decides(rest.test)
            rest = rest.orelse
        if rest is not None:
            suites.append(rest.body)
        failing = any(_refuses(split(suite)) for suite in suites)
        implied = refuses and leaves(split(node.body))
        inside = _sure(state) if checks and (failing or implied) else state
        ends: list[State | None] = []
        walked: list[list[cst.BaseStatement]] = []
        for suite in suites:
            statements, end = self.walk(split(suite), inside)
            walked.append(statements)
            ends.append(end)
        if rest is None:
            ends.append(inside if failing and len(suites) == 1 else state)
        return [_with_suites(node, walked)], _meet(ends)

    def _walk_with(self, node: cst.With, state: State) -> Walked:
        body, end = self.walk(split(node.body), state)
        items = [cst.Expr(item.item) for item in node.items]
        if any(_SUPPRESSING.match(code(item)) for item in items):
            return [_with_body(node, body)], replace(state, fresh=False)
        expects = any(is_check(cst.SimpleStatementLine([item]), self._around) for item in items)
        if expects:
            end = _sure(end or state)
        elif end is not None and any(is_action(item) for item in items) and not end.checked:
            end = replace(end, fresh=False)
        return [_with_body(node, body)], end

    def _walk_loop(self, node: cst.For | cst.While, state: State) -> Walked:
        searched = node.orelse is not None and _refuses(split(node.orelse.body))
        body, end = self.walk(split(node.body), _sure(state) if searched else state)
        new = _with_body(node, body)
        after = state
        if isinstance(node, cst.For):
            runs = is_filled(node.iter, state.filled | self._around.filled)
        else:
            runs = code(node.test) in {"True", "1"}
        if runs and end is not None:
            after = end
        if node.orelse is not None:
            walked, ending = self.walk(split(node.orelse.body), after)
            new = new.with_changes(orelse=_with_body(node.orelse, walked))
            # A loop whose else fails is left by a break alone: what it searched was found.
            after = _sure(after) if ending is None else _both(ending, after)
        elif not runs:
            after = replace(after, fresh=after.fresh and not is_action(node))
        return [new], after

    def _walk_try(self, node: cst.Try | cst.TryStar, state: State) -> Walked:
        body, end = self.walk(split(node.body), state)
        ends: list[State | None] = []
        handlers: list[cst.CSTNode] = []
        before = replace(state, fresh=False)
        for handler in node.handlers:
            statements, after = self.walk(split(handler.body), before)
            handlers.append(_with_body(handler, statements))
            ends.append(after)
        new = _with_body(node, body).with_changes(handlers=handlers)
        if node.orelse is not None:
            walked, end = self.walk(split(node.orelse.body), end or before)
            new = new.with_changes(orelse=_with_body(node.orelse, walked))
        final = _meet([end, *ends])
        if node.finalbody is not None:
            walked, closing = self.walk(split(node.finalbody.body), final or before)
            new = new.with_changes(finalbody=_with_body(node.finalbody, walked))
            final = closing if final is not None else None
        return [new], final

    def _walk_match(self, node: cst.Match, state: State) -> Walked:
        failing = any(_refuses(split(case.body)) for case in node.cases)
        inside = _sure(state) if failing else state
        cases: list[cst.MatchCase] = []
        ends: list[State | None] = []
        for case in node.cases:
            walked, end = self.walk(split(case.body), inside)
            cases.append(_with_body(case, walked))
            ends.append(end)
        same = all(a is b for a, b in zip(cases, node.cases, strict=True))
        new = node if same else node.with_changes(cases=cases)
        return [new], _meet(ends if failing else [*ends, state])


def _both(one: State, other: State) -> State:
    return one.meet(other)


def _meet(ends: Sequence[State | None]) -> State | None:
    met: State | None = None
    for end in ends:
        if end is not None:
            met = end if met is None else met.meet(end)
    return met


def _ends(statement: cst.BaseStatement) -> bool:
    text = code(statement)
    return text.startswith(("return", "sys.exit", "exit(", "quit("))


def _only(said: str) -> str:
    """Return a statement's own text, without the comments above it, in one line."""
    lines = [each.strip() for each in said.splitlines()]
    return " ".join(each for each in lines if each and not each.startswith("#"))


def _refuses(statements: Sequence[cst.BaseStatement]) -> bool:
    """Return whether a block ends by failing."""
    if not statements:
        return False
    last = statements[-1]
    return is_failing(last) or is_todo(last) or isinstance(small_of(last), cst.Raise)


def _names_checked(statement: cst.CSTNode) -> frozenset[str]:
    small = small_of(statement)
    if not isinstance(small, cst.Assert):
        return frozenset()
    return frozenset(code(each) for each in find(small.test, cst.Name, cst.Attribute))


def _names_filled(statement: cst.CSTNode, state: State, around: Surroundings) -> frozenset[str]:
    small = small_of(statement)
    if isinstance(small, cst.Assign) and is_filled(small.value, state.filled | around.filled):
        return frozenset(code(target.target) for target in small.targets)
    return frozenset()


def _with_suites(node: cst.If, walked: Sequence[list[cst.BaseStatement]]) -> cst.If:
    new = _with_body(node, walked[0])
    if node.orelse is None:
        return new
    if isinstance(node.orelse, cst.If):
        orelse: cst.If | cst.Else = _with_suites(node.orelse, walked[1:])
    else:
        orelse = _with_body(node.orelse, walked[1])
    return new if orelse is node.orelse else new.with_changes(orelse=orelse)


def _with_body(node: NodeT, statements: list[cst.BaseStatement]) -> NodeT:
    suite: cst.BaseSuite = node.body  # type: ignore[attr-defined] # each block statement has one
    now = split(suite)
    if len(now) == len(statements) and all(
        a.deep_equals(b) for a, b in zip(now, statements, strict=True)
    ):
        return node
    return node.with_changes(body=block(statements, suite))
