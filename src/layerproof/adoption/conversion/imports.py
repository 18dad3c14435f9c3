"""The imports that a converted module needs, and those that it no longer does."""

from __future__ import annotations

import libcst as cst
import libcst.matchers as m

from layerproof.adoption.conversion.script import names_in

_ADDED = ("pytest", "pytest_asyncio", "functools")
_DROPPED = {"asyncio", "functools", "sys", "time", "traceback", "unittest"}
_IMPORT = m.SimpleStatementLine(body=[m.Import() | m.ImportFrom()])


def mend_imports(before: cst.Module, after: cst.Module) -> cst.Module:
    """Return ``after`` with the imports that its new code needs, without those it has lost."""
    used_before, used = _used(before), _used(after)
    body = [statement for statement in after.body if not _is_spent(statement, used_before - used)]
    bound = _bound(body)
    missing = [name for name in _ADDED if name in used - bound and not name.startswith("unittest")]
    if missing:
        at = _import_place(body)
        new = [cst.parse_statement(f"import {name}") for name in missing]
        following = body[at] if at < len(body) else None
        body = [*body[:at], *_spaced(new, following, at), *body[at:]]
    same = len(body) == len(after.body) and all(
        a is b for a, b in zip(body, after.body, strict=True)
    )
    return after if same else after.with_changes(body=body)


def _spaced(
    new: list[cst.BaseStatement],
    following: cst.BaseStatement | cst.BaseSmallStatement | None,
    at: int,
) -> list[cst.BaseStatement]:
    return [cst.ensure_type(each, cst.SimpleStatementLine) for each in new]


def _used(module: cst.Module) -> set[str]:
    return {
        name
        for statement in module.body
        if not m.matches(statement, _IMPORT)
        for name in names_in(statement)
    }


def _bound(body: list[cst.BaseStatement | cst.BaseSmallStatement]) -> set[str]:
    names: set[str] = set()
    for statement in body:
        if m.matches(statement, _IMPORT) or m.matches(statement, m.Try() | m.If()):
            for each in m.findall(statement, m.ImportAlias()):
                if isinstance(each, cst.ImportAlias):
                    asname = each.asname.name if each.asname else None
                    names.add(asname.value if isinstance(asname, cst.Name) else each.evaluated_name)
    return names


def _is_spent(statement: cst.CSTNode, lost: set[str]) -> bool:
    if not m.matches(statement, m.SimpleStatementLine(body=[m.Import()])):
        return False
    line = cst.ensure_type(statement, cst.SimpleStatementLine)
    aliases = cst.ensure_type(line.body[0], cst.Import).names
    names = {each.evaluated_name for each in aliases if each.asname is None}
    return len(names) == len(aliases) and names <= lost & _DROPPED


def _import_place(body: list[cst.BaseStatement | cst.BaseSmallStatement]) -> int:
    """Return where an import goes: behind the first row of imports, else behind the docstring."""
    place = 0
    for index, statement in enumerate(body):
        if m.matches(statement, _IMPORT):
            place = index + 1
        elif index == 0 and m.matches(
            statement,
            m.SimpleStatementLine(body=[m.Expr(m.SimpleString() | m.ConcatenatedString())]),
        ):
            place = 1
        else:
            break
    return place
