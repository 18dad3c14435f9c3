"""The imports that a converted module needs, and those that it no longer does."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import libcst as cst
import libcst.matchers as m

from layerproof.adoption.conversion.finding import find
from layerproof.adoption.conversion.nodes import code, leading, small_of
from layerproof.adoption.conversion.script import names_in

_ADDED = ("functools", "re", "pytest", "pytest_asyncio")
_DROPPED = {"asyncio", "functools", "sys", "time", "traceback", "unittest"}
_STANDARD = sys.stdlib_module_names
_DOCSTRING = m.SimpleStatementLine(body=[m.Expr(m.SimpleString() | m.ConcatenatedString())])
_IMPORT = m.SimpleStatementLine(body=[m.Import() | m.ImportFrom()])

Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement


def mend_imports(before: cst.Module, after: cst.Module) -> cst.Module:
    """Return ``after`` with the imports that its new code needs, without those it has lost."""
    used_before, used = _used(before), _used(after)
    body = _drop_spent(after.body, used_before - used)
    missing = [name for name in _ADDED if name in used - _bound(body)]
    if missing:
        body = _add(body, missing)
    same = len(body) == len(after.body) and all(map(_is, body, after.body))
    if body and after.body and not same and body[0] is not after.body[0] and not after.header:
        own = leading(body[0])
        while own and not own[0].comment:
            own.pop(0)
        body[0] = body[0].with_changes(leading_lines=own)
    return after if same else after.with_changes(body=body)


def _is(one: cst.CSTNode, other: cst.CSTNode) -> bool:
    return one is other


def _drop_spent(body: Sequence[Statement], lost: set[str]) -> list[Statement]:
    kept: list[Statement] = []
    above: Sequence[cst.EmptyLine] | None = None
    for statement in body:
        if _is_spent(statement, lost):
            above = leading(statement) if above is None else above
            continue
        starts = not kept or not m.matches(kept[-1], _IMPORT)
        stays = _without_lost(statement, lost)
        if above is not None and starts and m.matches(stays, _IMPORT):
            stays = _under(stays, above)
        above = None
        kept.append(stays)
    return kept


def _under(statement: Statement, above: Sequence[cst.EmptyLine]) -> Statement:
    """Return ``statement`` under the lines of the import that it follows now."""
    own = [each for each in leading(statement) if each.comment]
    return statement.with_changes(leading_lines=[*above, *own])


def _add(body: Sequence[Statement], names: Sequence[str]) -> list[Statement]:
    """Put imports behind those of the standard library, above all others."""
    start, end = _first_imports(body)
    for name in [each for each in names if each in _STANDARD]:
        new_line = cst.ensure_type(cst.parse_statement(f"import {name}"), cst.SimpleStatementLine)
        body = _put_first(body, start, end, new_line)
        end += 1
    names = [each for each in names if each not in _STANDARD]
    if not names:
        return list(body)
    standard = [at for at in range(start, end) if _is_standard(body[at])]
    place = standard[-1] + 1 if standard else start
    new: list[Statement] = [
        cst.ensure_type(cst.parse_statement(f"import {name}"), cst.SimpleStatementLine)
        for name in names
    ]
    rest = list(body[place:])
    if place < end:
        blank = [each for each in leading(rest[0]) if not each.comment]
        kept = [each for each in leading(rest[0]) if each.comment]
        new[0] = new[0].with_changes(leading_lines=blank)
        rest[0] = rest[0].with_changes(leading_lines=kept)
    elif not place and rest and not leading(rest[0]):
        rest[0] = rest[0].with_changes(leading_lines=[cst.EmptyLine(indent=False)] * 2)
    elif place:
        new[0] = new[0].with_changes(leading_lines=[cst.EmptyLine(indent=False)])
    return [*body[:place], *new, *rest]


def _put_first(
    body: Sequence[Statement], start: int, end: int, new: cst.SimpleStatementLine
) -> list[Statement]:
    """Put an import of the standard library above the others, but below the future's."""
    while start < end and "__future__" in code(body[start]):
        start += 1
    rest = list(body[start:])
    if rest and start < end:
        new = new.with_changes(leading_lines=leading(rest[0]))
        rest[0] = rest[0].with_changes(leading_lines=[])
    return [*body[:start], new, *rest]


def _is_standard(statement: Statement) -> bool:
    small = cst.ensure_type(statement, cst.SimpleStatementLine).body[0]
    if isinstance(small, cst.Import):
        return all(each.evaluated_name.partition(".")[0] in _STANDARD for each in small.names)
    module = small.module if isinstance(small, cst.ImportFrom) and not small.relative else None
    return module is not None and code(module).partition(".")[0] in _STANDARD


def _used(module: cst.Module) -> set[str]:
    return {
        name
        for statement in module.body
        if not m.matches(statement, _IMPORT)
        for name in names_in(statement)
    }


def _bound(body: Sequence[Statement]) -> set[str]:
    names: set[str] = set()
    for statement in body:
        if m.matches(statement, _IMPORT) or m.matches(statement, m.Try() | m.If()):
            for each in find(statement, cst.ImportAlias):
                if isinstance(each, cst.ImportAlias):
                    asname = each.asname.name if each.asname else None
                    names.add(asname.value if isinstance(asname, cst.Name) else each.evaluated_name)
    return names


def _without_lost(statement: Statement, lost: set[str]) -> Statement:
    """Return ``from unittest import TestCase, mock`` without the names that were lost."""
    small = small_of(statement)
    if not isinstance(small, cst.ImportFrom) or not isinstance(small.names, Sequence):
        return statement
    if small.module is None or code(small.module) != "unittest":
        return statement
    kept = [each for each in small.names if each.asname or each.evaluated_name not in lost]
    if len(kept) in {0, len(small.names)}:
        return statement
    kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return statement.with_changes(body=[small.with_changes(names=kept)])


def _is_spent(statement: cst.CSTNode, lost: set[str]) -> bool:
    small = small_of(statement)
    if isinstance(small, cst.ImportFrom) and isinstance(small.names, Sequence):
        module = "" if small.module is None else code(small.module)
        bound = {each.evaluated_name for each in small.names if each.asname is None}
        return module == "unittest" and len(bound) == len(small.names) and bound <= lost
    if not m.matches(statement, m.SimpleStatementLine(body=[m.Import()])):
        return False
    line = cst.ensure_type(statement, cst.SimpleStatementLine)
    aliases = cst.ensure_type(line.body[0], cst.Import).names
    names = {each.evaluated_name for each in aliases if each.asname is None}
    return len(names) == len(aliases) and names <= lost & _DROPPED


def _first_imports(body: Sequence[Statement]) -> tuple[int, int]:
    """Return where the first row of imports begins and ends; behind the docstring if none is."""
    start = 1 if body and m.matches(body[0], _DOCSTRING) else 0
    end = start
    while end < len(body) and m.matches(body[end], _IMPORT):
        end += 1
    return start, end


def place_after_imports(body: Sequence[Statement]) -> int:
    """Return where a statement goes that follows the first row of imports."""
    return _first_imports(body)[1]
