"""What statements of a script mean for its verdict: a claim, a failure, talk, or anything else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

import libcst as cst
import libcst.matchers as m

from layerproof.adoption.conversion.finding import find
from layerproof.adoption.conversion.nodes import code, small_of
from layerproof.adoption.conversion.talk import message_of, read_spoken, read_talk
from layerproof.adoption.conversion.texts import Claim


class Kind(Enum):
    """The part that one statement has in a verdict."""

    CLAIM = "claim"
    FAILURE = "failure"
    SKIP = "skip"
    TALK = "talk"
    LEAVE = "leave"
    REST = "rest"


class Block(Enum):
    """What a whole branch says; ``LOST`` fails by itself already."""

    CLAIMS = "claims"
    FAILS = "fails"
    SKIPS = "skips"
    QUIET = "quiet"
    LOST = "lost"
    CLAIMS_TOO = "claims too"
    FAILS_TOO = "fails too"
    OTHER = "other"


_COUNT = r"(?:_?(?:count|counter|tests?|total|checks?|n|num))?"
_LEAD = r"(?:(?:n|num|total|count|tests?|checks?|all|any)_?)*"
_PASSES = re.compile(rf"{_LEAD}(?:pass(?:ed|es)?|success(?:es|ful)?|oks?|succeeded){_COUNT}$")
_FAILS = re.compile(rf"{_LEAD}(?:fail(?:ed|s|ures?|ing)?|errors?|problems?|broken){_COUNT}$")
_FLAGS = re.compile(
    r"(?:is_|all_|tests?_|overall_|every_)*"
    r"(?:ok|okay|success|successful|passed|good|all_good|works|result|verdict|pass_)$"
)
_RESULTS = re.compile(r"(?:\w*_)?(?:results?|outcomes?|report)$")


@dataclass(frozen=True, slots=True)
class Mode:
    """How returns are read: ``verdicts`` in a test, values in a function that others call.

    ``exit_codes``: 0 and 1 are verdicts too, as of a ``main`` that is handed to ``sys.exit``.
    ``kept``: names that sound like tallies of failures, and whose content is looked at.
    """

    verdicts: bool = True
    exit_codes: bool = False
    kept: frozenset[str] = frozenset()


def last_name(node: cst.BaseExpression) -> str:
    """Return the name that a target goes by: ``failed`` of ``self.failed`` and ``s["failed"]``."""
    if isinstance(node, cst.Subscript) and len(node.slice) == 1:
        index = node.slice[0].slice
        if isinstance(index, cst.Index) and isinstance(index.value, cst.SimpleString):
            return str(index.value.evaluated_value).lower()
    return code(node).rpartition(".")[2].lower()


def is_pass_counter(name: str) -> bool:
    """Return whether ``name`` counts what passed."""
    return bool(_PASSES.match(name))


def is_fail_counter(name: str) -> bool:
    """Return whether ``name`` counts or collects what failed."""
    return bool(_FAILS.match(name))


def is_flag(name: str) -> bool:
    """Return whether ``name`` carries a verdict, by its sound."""
    return bool(_FLAGS.match(name))


def is_result(name: str) -> bool:
    """Return whether ``name`` holds results of tests, by its sound."""
    return bool(_RESULTS.match(name))


def truth_of(node: cst.BaseExpression | None) -> bool | None:
    """Return the verdict that a literal stands for: ``True``, ``(False, "why")``."""
    if isinstance(node, cst.Tuple) and node.elements:
        node = node.elements[0].value
    if isinstance(node, cst.Name) and node.value in {"True", "False"}:
        return node.value == "True"
    return None


def read_kind(statement: cst.CSTNode, mode: Mode) -> Kind:
    """Return the part that ``statement`` has; blocks are always ``REST``."""
    talk = read_talk(statement)
    if talk is not None:
        said = read_spoken(talk)
        table = {Claim.SUCCESS: Kind.CLAIM, Claim.FAILURE: Kind.FAILURE, Claim.SKIP: Kind.SKIP}
        return table.get(said, Kind.TALK)
    small = small_of(statement)
    if small is None:
        return Kind.REST
    return _read_small(small, mode)


def _read_small(small: cst.BaseSmallStatement, mode: Mode) -> Kind:
    if isinstance(small, cst.Return):
        return _read_return(small, mode)
    if isinstance(small, cst.Continue | cst.Break):
        return Kind.LEAVE
    if isinstance(small, cst.Pass) or m.matches(small, m.Expr(m.SimpleString() | m.Ellipsis())):
        return Kind.TALK
    if isinstance(small, cst.AugAssign):
        counts = isinstance(small.value, cst.Integer)
        return _read_counter(last_name(small.target), mode) if counts else Kind.REST
    if isinstance(small, cst.Assign) and len(small.targets) == 1:
        return _read_flag(last_name(small.targets[0].target), small.value)
    if isinstance(small, cst.Expr) and isinstance(small.value, cst.Call):
        return _read_call(small.value, mode)
    if is_lost(small):
        return Kind.FAILURE
    return Kind.REST


def _read_return(small: cst.Return, mode: Mode) -> Kind:
    if small.value is None or code(small.value) == "None":
        return Kind.LEAVE
    truth = truth_of(small.value)
    if mode.exit_codes and isinstance(small.value, cst.Integer):
        truth = small.value.value == "0"
    if truth is None or not mode.verdicts:
        return Kind.REST
    return Kind.CLAIM if truth else Kind.FAILURE


def _read_counter(name: str, mode: Mode) -> Kind:
    if name in mode.kept:
        return Kind.REST
    if is_pass_counter(name):
        return Kind.CLAIM
    return Kind.FAILURE if is_fail_counter(name) else Kind.REST


def _read_flag(name: str, value: cst.BaseExpression) -> Kind:
    truth = truth_of(value)
    if truth is not None and (is_flag(name) or is_pass_counter(name) or _RESULTS.match(name)):
        # A flag that is raised claims nothing by itself: it is looked at where it is returned.
        return Kind.TALK if truth else Kind.FAILURE
    if truth and is_fail_counter(name):
        return Kind.FAILURE
    return Kind.REST


def _read_call(call: cst.Call, mode: Mode) -> Kind:
    name = code(call.func)
    if name in {"sys.exit", "exit", "quit"}:
        return Kind.FAILURE if exits_badly(call) else Kind.CLAIM
    method = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
    if method in {"append", "add"} and isinstance(call.func, cst.Attribute) and call.args:
        owner, value = last_name(call.func.value), call.args[0].value
        if owner in mode.kept:
            return Kind.REST
        if is_fail_counter(owner):
            return Kind.FAILURE
        if is_pass_counter(owner):
            return Kind.CLAIM
        return _read_entry(owner, value)
    return Kind.REST


def _read_entry(owner: str, value: cst.BaseExpression) -> Kind:
    if not _RESULTS.match(owner):
        return Kind.REST
    parts = value.elements if isinstance(value, cst.Tuple) else ()
    for each in (value, *(part.value for part in parts)):
        truth = truth_of(each)
        if truth is not None:
            return Kind.CLAIM if truth else Kind.FAILURE
    return Kind.REST


def exits_badly(call: cst.Call) -> bool:
    """Return whether an ``exit`` call certainly reports a failure."""
    if not call.args:
        return False
    return code(call.args[0].value) not in {"0", "None", "False"}


def is_lost(small: cst.BaseSmallStatement) -> bool:
    """Return whether ``small`` always fails: ``assert False``, ``raise AssertionError``."""
    if isinstance(small, cst.Assert):
        return code(small.test) in {"False", "0"}
    if isinstance(small, cst.Raise) and small.exc is not None:
        error = code(small.exc).partition("(")[0]
        return error in {"AssertionError", "Exception", "SystemExit"}
    call = small.value if isinstance(small, cst.Expr) else None
    return isinstance(call, cst.Call) and code(call.func) in {"pytest.fail", "self.fail"}


def is_failing(statement: cst.CSTNode) -> bool:
    """Return whether a statement fails by itself, as in a test that pytest knows."""
    small = small_of(statement)
    return small is not None and is_lost(small)


def read_block(statements: Sequence[cst.BaseStatement], mode: Mode) -> Block:
    """Return what a branch says, all its statements together."""
    if any(is_failing(statement) for statement in statements):
        return Block.LOST
    found = {read_kind(statement, mode) for statement in statements}
    if Kind.SKIP in found and Kind.FAILURE not in found:
        return Block.SKIPS
    if Kind.FAILURE in found:
        # A branch that claims success and fails has no verdict that can be read off.
        if _claims_aloud(statements, mode):
            return Block.OTHER
        return Block.FAILS_TOO if Kind.REST in found else Block.FAILS
    if Kind.CLAIM in found:
        return Block.CLAIMS_TOO if Kind.REST in found else Block.CLAIMS
    return Block.OTHER if Kind.REST in found else Block.QUIET


def _claims_aloud(statements: Iterable[cst.BaseStatement], mode: Mode) -> bool:
    return any(
        read_kind(statement, mode) is Kind.CLAIM and not _exits(statement)
        for statement in statements
    )


def _exits(statement: cst.BaseStatement) -> bool:
    """Return whether ``statement`` leaves with success, as some scripts do after each failure."""
    return m.matches(statement, m.SimpleStatementLine(body=[m.Expr(m.Call()) | m.Return()])) and (
        read_talk(statement) is None
    )


def leaves(statements: Sequence[cst.BaseStatement]) -> bool:
    """Return whether a block ends by leaving: return, continue, break, raise, an exit."""
    small = small_of(statements[-1]) if statements else None
    if isinstance(small, cst.Return | cst.Continue | cst.Break | cst.Raise):
        return True
    return m.matches(
        small or cst.Pass(),
        m.Expr(m.Call(func=m.Name("exit") | m.Attribute(m.Name("sys"), m.Name("exit")))),
    )


def first_message(statements: Iterable[cst.BaseStatement]) -> cst.BaseExpression | None:
    """Return what the first talk of a branch that claims failure says, else the first talk."""
    talks = [call for call in map(read_talk, statements) if call is not None]
    loud = [call for call in talks if read_spoken(call) is not Claim.NOTHING]
    for call in (*loud, *talks):
        message = message_of(call)
        if message is not None:
            return message
    return _first_reason(statements)


def _first_reason(statements: Iterable[cst.BaseStatement]) -> cst.BaseExpression | None:
    """Return the reason that a failure carries: ``return False, "why"``, ``errors.append(why)``."""
    for statement in statements:
        small = small_of(statement)
        if isinstance(small, cst.Return) and isinstance(small.value, cst.Tuple):
            rest = small.value.elements[1:]
            if rest:
                return rest[0].value
        call = small.value if isinstance(small, cst.Expr) else None
        if isinstance(call, cst.Call) and code(call.func).endswith(".append"):
            value = call.args[0].value
            if not isinstance(value, cst.Tuple):
                return value
    return None


_EMPTY = re.compile(r"not (?:\w+\.)*\w+$|(?:len\()?(?:\w+\.)*\w+\)? == (?:0|\[\]|\(\))$")


def find_kept(function: cst.FunctionDef) -> frozenset[str]:
    """Return the names of ``function`` that sound like tallies, and hold what it looks at."""
    kept: set[str] = set()
    for node in find(function.body, cst.Assert, cst.Subscript):
        looked_at: cst.BaseExpression | None = None
        if isinstance(node, cst.Subscript):
            looked_at = node.value
        elif isinstance(node, cst.Assert) and not _EMPTY.match(code(node.test)):
            looked_at = node.test
        names = find(looked_at, cst.Name) if looked_at is not None else []
        kept |= {each.value.lower() for each in names if is_fail_counter(each.value.lower())}
    return frozenset(kept)
