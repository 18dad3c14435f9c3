"""What counts as a check: a statement that fails where the subject under test is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from layerproof.adoption.conversion.finding import children, find
from layerproof.adoption.conversion.nodes import code, small_of
from layerproof.adoption.conversion.talk import is_talk

_CHECKING = re.compile(
    r"(?:^|\.)(?:_*assert\w*|\w+_assert\w*|raise_for_status|expect|fail|raises|warns|deprecated_call)$"
)
_CLOSING = re.compile(
    r"(?:^|[._])(?:close|aclose|disconnect|shutdown|cleanup|clean_up|teardown|tear_down|dispose"
    r"|rollback|stop|quit|clear|flush|sleep)$"
)
_PURE = {
    "len", "str", "int", "float", "bool", "list", "dict", "set", "tuple", "sorted", "isinstance",
    "repr", "type", "range", "enumerate", "zip", "min", "max", "sum", "any", "all", "round", "abs",
    "time.time", "time.perf_counter", "time.monotonic", "datetime.now", "map",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of the module around a test.

    ``own``: its own functions, of which the name alone says nothing; ``checking``: those of them
    that check something; ``filled``: names that are never empty.
    """

    checking: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()


def is_check(node: cst.CSTNode, around: Surroundings) -> bool:
    """Return whether ``node``, a simple statement, fails by itself where something is wrong."""
    small = small_of(node)
    if isinstance(small, cst.Assert):
        return not is_vacuous(small.test)
    return any(_is_checking_call(call, around) for call in find_calls(node))


def _is_checking_call(call: cst.Call, around: Surroundings) -> bool:
    name = code(call.func)
    short = name.removeprefix("self.")
    if short in around.own:
        return short in around.checking
    return bool(_CHECKING.search(name))


def has_check(function: cst.FunctionDef, around: Surroundings) -> bool:
    """Return whether something in ``function`` fails where a thing is wrong."""
    if any(is_check(each, around) for each in find(function.body, cst.SimpleStatementLine)):
        return True
    return any(_is_checking_call(call, around) for call in find_calls(function.body))


def is_vacuous(condition: cst.BaseExpression) -> bool:
    """Return whether a condition holds whatever happens: ``True``, a text, a filled tuple."""
    if isinstance(condition, cst.Tuple | cst.List | cst.Dict | cst.Set):
        return bool(condition.elements)
    if isinstance(condition, cst.BaseString | cst.Integer | cst.Float | cst.Lambda):
        return code(condition) not in {"0", '""', "''"}
    if isinstance(condition, cst.Comparison) and len(condition.comparisons) == 1:
        return condition.left.deep_equals(condition.comparisons[0].comparator)
    return code(condition) in {"True", "not False"}


def is_action(node: cst.CSTNode) -> bool:
    """Return whether a statement does something whose outcome a claim after it may be about."""
    return any(_acts(call) for call in find_calls(node))


def _acts(call: cst.Call) -> bool:
    name = code(call.func)
    return not (is_talk(call) or name in _PURE or _CLOSING.search(name))


def find_calls(node: cst.CSTNode) -> list[cst.Call]:
    """Return the calls in ``node``, those in functions defined there left out."""
    found: list[cst.Call] = []
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, cst.FunctionDef | cst.Lambda):
            continue
        if isinstance(each, cst.Call):
            found.append(each)
        waiting += children(each)
    return found


def is_filled(node: cst.BaseExpression, filled: Iterable[str]) -> bool:
    """Return whether a loop over ``node`` certainly runs: over a literal, or what was checked."""
    if isinstance(node, cst.List | cst.Tuple | cst.Set | cst.Dict):
        return any(not isinstance(each, cst.StarredElement) for each in node.elements)
    if isinstance(node, cst.Call):
        name = code(node.func)
        if name == "range":
            last = node.args[-1].value if node.args else None
            return isinstance(last, cst.Integer) and last.value != "0"
        if name in {"enumerate", "zip", "sorted", "list", "reversed", "set", "tuple"}:
            return bool(node.args) and all(is_filled(arg.value, filled) for arg in node.args)
        if m.matches(node, m.Call(func=m.Attribute(), args=[])):
            function = cst.ensure_type(node.func, cst.Attribute)
            walked = function.attr.value in {"items", "keys", "values"}
            return walked and is_filled(function.value, filled)
    if isinstance(node, cst.SimpleString):
        return bool(node.evaluated_value)
    return code(node) in set(filled)
