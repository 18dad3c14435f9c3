"""Code that runs at import: calls of tests are read like a ``main``, checks become a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from layerproof.adoption.conversion.finding import find
from layerproof.adoption.conversion.nodes import code, leading, small_of
from layerproof.adoption.conversion.script import (
    Script,
    find_spoken,
    has_verdict,
    is_main_block,
    is_test_like,
    names_in,
)
from layerproof.adoption.conversion.statements import (
    is_fail_counter,
    is_flag,
    is_result,
    last_name,
)
from layerproof.adoption.conversion.talk import read_talk

Statement = cst.BaseStatement | cst.BaseSmallStatement
_DEFINITION = m.FunctionDef() | m.ClassDef()
_IMPORT = m.SimpleStatementLine(body=[m.ZeroOrMore(m.Import() | m.ImportFrom())])


@dataclass(frozen=True, slots=True)
class ModuleCode:
    """What a module does when it is imported, beside defining things.

    ``running`` calls the module's tests; ``inline`` looks at something itself.
    """

    running: tuple[cst.BaseStatement, ...] = ()
    inline: tuple[cst.BaseStatement, ...] = ()


def read_module_code(module: cst.Module, script: Script) -> ModuleCode:
    """Return what of ``module``'s own statements runs tests, or is one."""
    loose = [each for each in module.body if _is_loose(each)]
    tests = {
        name
        for name, function in script.functions.items()
        if is_test_like(name) or has_verdict(function)
    }
    runners = {name for name in script.functions if script.calls(name) & tests}
    tests |= runners
    called = [each for each in loose if _calls(each) & tests and _acts(each)]
    if called:
        first = loose.index(called[0])
        following = [each for each in loose[first:] if each in called or _is_summary(each)]
        return ModuleCode(running=tuple(following))
    if not any(has_verdict(each) for each in loose) or not _is_script(module, loose):
        return ModuleCode()
    return ModuleCode(inline=tuple(_inline_part(module, loose)))


def _is_script(module: cst.Module, loose: Sequence[cst.BaseStatement]) -> bool:
    """Return whether a module speaks while it is imported, or does nothing but look at things.

    An assertion among definitions only keeps constants in order.
    """
    if any(m.matches(each, _DEFINITION) for each in module.body):
        return any(find_spoken(each) for each in loose)
    return True


def _is_loose(statement: Statement) -> bool:
    if not isinstance(statement, cst.BaseStatement) or is_main_block(statement):
        return False
    if m.matches(statement, _DEFINITION | _IMPORT):
        return False
    return not m.matches(
        statement, m.SimpleStatementLine(body=[m.Expr(m.SimpleString() | m.ConcatenatedString())])
    )


def _calls(statement: cst.CSTNode) -> set[str]:
    calls = find(statement, cst.Call)
    return {name for call in calls for name in names_in(call)}


def _acts(statement: cst.BaseStatement) -> bool:
    """Return whether a statement runs what it names, and does not only list or decorate it."""
    small = small_of(statement)
    if not isinstance(small, cst.Assign):
        return True
    # A value that is kept under any other name is no verdict: the function is no test.
    name = last_name(small.targets[0].target)
    listed = isinstance(small.value, cst.List | cst.Tuple | cst.Dict)
    return not listed and (is_flag(name) or is_fail_counter(name) or is_result(name))


def _is_summary(statement: cst.BaseStatement) -> bool:
    small = small_of(statement)
    is_exit = isinstance(small, cst.Expr) and "exit" in code(small).partition("(")[0]
    return read_talk(statement) is not None or is_exit


def _inline_part(module: cst.Module, loose: Sequence[cst.BaseStatement]) -> list[cst.BaseStatement]:
    """Return the statements that become a test: those from the first check or talk on.

    What the script made for it goes along, unless something else in the module refers to it.
    """
    start = next(
        index
        for index, each in enumerate(loose)
        if has_verdict(each) or read_talk(each) is not None
    )
    shared = _names_elsewhere(module, loose)
    while start and _is_made(loose[start - 1]) and not names_in(loose[start - 1]) & shared:
        start -= 1
    return [each for each in loose[start:] if not _assigned(each) & shared]


def _names_elsewhere(module: cst.Module, loose: Sequence[cst.BaseStatement]) -> set[str]:
    others = [each for each in module.body if each not in loose and not m.matches(each, _IMPORT)]
    return set().union(*(names_in(each) for each in others)) if others else set()


def _is_made(statement: cst.BaseStatement) -> bool:
    return bool(_assigned(statement)) and not _is_constant(statement)


def _assigned(statement: cst.BaseStatement) -> set[str]:
    small = small_of(statement)
    if isinstance(small, cst.Assign):
        return {code(target.target) for target in small.targets}
    return {code(small.target)} if isinstance(small, cst.AnnAssign) else set()


def _is_constant(statement: cst.BaseStatement) -> bool:
    return all(name.isupper() or name.startswith("__") for name in _assigned(statement))


def _indentable(statement: cst.BaseStatement) -> cst.BaseStatement:
    """Return a statement whose empty lines stay empty one level deeper."""
    lines = [
        each if each.comment else each.with_changes(indent=False) for each in leading(statement)
    ]
    return statement.with_changes(leading_lines=lines)


def make_test(name: str, statements: Sequence[cst.BaseStatement]) -> cst.FunctionDef:
    """Return a test of the statements that ran at import; one that waits is a coroutine."""
    spaced = [cst.EmptyLine(indent=False), cst.EmptyLine(indent=False)]
    first = statements[0]
    above = [each for each in leading(first) if each.comment]
    body = [first.with_changes(leading_lines=above), *map(_indentable, statements[1:])]
    waits = any(find(each, cst.Await) for each in body)
    return cst.FunctionDef(
        cst.Name(name),
        cst.Parameters(),
        cst.IndentedBlock(body),
        asynchronous=cst.Asynchronous() if waits else None,
        leading_lines=spaced,
    )
