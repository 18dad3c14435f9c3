"""What a module holds, seen as a script: functions, the block that runs them, who calls whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import libcst as cst
import libcst.matchers as m

from layerproof.adoption.conversion.checks import is_vacuous
from layerproof.adoption.conversion.finding import children, find, search
from layerproof.adoption.conversion.functions import decorated, is_generator
from layerproof.adoption.conversion.nodes import code, small_of, split
from layerproof.adoption.conversion.statements import Kind, Mode, read_kind
from layerproof.adoption.conversion.talk import is_choice, is_talk, read_spoken
from layerproof.adoption.conversion.texts import Claim

TEST_NAME = re.compile(r"test(?:_|$|(?=[A-Z0-9]))")
_TEST_LIKE = re.compile(
    r"_*(?:check|verify|validate|ensure|exercise|try)_\w+$|_*\w+_(?:tests?|checks?)$"
)
_TEST_FILE = re.compile(
    r"(?:^|[\W_])(?:tests?|checks?|verify|smoke|try|specs?)(?:[\W_\d]|$)", re.IGNORECASE
)
_MAIN = m.Comparison(
    left=m.Name("__name__"),
    comparisons=[
        m.ComparisonTarget(
            m.Equal(), m.SimpleString(value=m.MatchIfTrue(lambda v: "__main__" in v))
        )
    ],
)
_MAIN_TURNED = m.Comparison(
    left=m.SimpleString(value=m.MatchIfTrue(lambda v: "__main__" in v)),
    comparisons=[m.ComparisonTarget(m.Equal(), m.Name("__name__"))],
)


@dataclass(frozen=True, slots=True)
class Script:
    """A module's own functions by name, and the block that only runs when it is a script.

    ``lists``: names that are bound at import to a row of functions, and those functions.
    """

    functions: dict[str, cst.FunctionDef]
    block: cst.If | None
    lists: dict[str, list[str]] = field(default_factory=dict)

    def calls(self, name: str) -> set[str]:
        """Return the module's own functions that the function ``name`` mentions."""
        return names_in(self.functions[name].body) & set(self.functions) - {name}


def read_script(module: cst.Module) -> Script:
    """Return what ``module`` holds at its top level."""
    functions = {each.name.value: each for each in module.body if isinstance(each, cst.FunctionDef)}
    block = next((each for each in module.body if is_main_block(each)), None)
    lists = dict(_read_lists(module, functions))
    return Script(functions, block if isinstance(block, cst.If) else None, lists)


def _read_lists(
    module: cst.Module, functions: dict[str, cst.FunctionDef]
) -> Iterator[tuple[str, list[str]]]:
    for statement in module.body:
        small = small_of(statement)
        if isinstance(small, cst.Assign) and isinstance(
            small.value, cst.List | cst.Tuple | cst.Dict
        ):
            listed = find(small.value, cst.Name)
            names = [each.value for each in listed]
            if names and set(names) <= set(functions):
                yield code(small.targets[0].target), names


def is_main_block(node: cst.CSTNode) -> bool:
    """Return whether ``node`` is ``if __name__ == "__main__":`` without an ``else``."""
    if not isinstance(node, cst.If) or node.orelse is not None:
        return False
    return m.matches(node.test, _MAIN) or m.matches(node.test, _MAIN_TURNED)


def names_in(node: cst.CSTNode) -> set[str]:
    """Return the plain names in ``node``: not attributes, not keywords of calls."""
    found: set[str] = set()
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, cst.Name):
            found.add(each.value)
        elif isinstance(each, cst.Attribute | cst.Arg):
            waiting.append(each.value)
        else:
            waiting += children(each)
    return found


def is_test_name(name: str) -> bool:
    """Return whether pytest collects a function of this name."""
    return bool(TEST_NAME.match(name))


def is_test_like(name: str) -> bool:
    """Return whether a function's name says that it looks at something."""
    return is_test_name(name) or bool(_TEST_LIKE.match(name))


def is_test_file(stem: str) -> bool:
    """Return whether a file's name, without its ending, says that it looks at something."""
    return bool(_TEST_FILE.search(stem))


def is_fixture(function: cst.FunctionDef) -> bool:
    """Return whether ``function`` is a fixture already."""
    return decorated(function, "fixture", "hookimpl", "contextmanager")


def is_test(function: cst.FunctionDef) -> bool:
    """Return whether pytest runs ``function`` as a test."""
    return (
        is_test_name(function.name.value)
        and not is_fixture(function)
        and not is_generator(function)
    )


def has_verdict(node: cst.CSTNode) -> bool:
    """Return whether something in ``node`` claims, asserts or returns a verdict."""
    for each in search(node, m.Assert(), m.Return(value=m.Name("True") | m.Name("False"))):
        if not isinstance(each, cst.Assert) or not is_vacuous(each.test):
            return True
    return bool(find_spoken(node)) or any(is_choice(each) for each in find(node, cst.IfExp))


def find_spoken(node: cst.CSTNode) -> list[cst.Call]:
    """Return the calls in ``node`` that claim success or failure aloud."""
    calls = [call for call in find(node, cst.Call) if is_talk(call)]
    return [call for call in calls if read_spoken(call) in {Claim.SUCCESS, Claim.FAILURE}]


def is_claiming(statements: Sequence[cst.BaseStatement]) -> bool:
    """Return whether a statement among these, or inside one, claims or asserts something."""
    return any(has_verdict(statement) for statement in statements)


def walk_lines(node: cst.BaseSuite) -> Iterator[cst.BaseStatement]:
    """Yield the statements of a block and of the blocks inside it."""
    for statement in split(node):
        yield statement
        for suite in find(statement, cst.IndentedBlock):
            if isinstance(suite, cst.IndentedBlock):
                yield from suite.body


def strip_running(node: cst.BaseExpression) -> tuple[cst.BaseExpression, bool]:
    """Return what a loop runs, without ``await`` and ``asyncio.run``; and whether it did."""
    ran = False
    while True:
        if isinstance(node, cst.Await):
            node, ran = node.expression, True
        elif isinstance(node, cst.Call) and node.args and _is_loop_call(node):
            node, ran = node.args[0].value, True
        else:
            return node, ran


def _is_loop_call(call: cst.Call) -> bool:
    name = code(call.func)
    return name in {"asyncio.run", "trio.run", "anyio.run", "run_async"} or name.endswith(
        ("run_until_complete", ".create_task", ".ensure_future")
    )


def is_quiet_line(statement: cst.BaseStatement) -> bool:
    """Return whether a line of a runner only prints, counts, passes or leaves."""
    small = small_of(statement)
    if isinstance(
        small, cst.Global | cst.Nonlocal | cst.Return | cst.Raise | cst.Import | cst.ImportFrom
    ):
        return not isinstance(small, cst.Return | cst.Raise) or not find(small, cst.Call)
    return read_kind(statement, Mode()) is not Kind.REST
