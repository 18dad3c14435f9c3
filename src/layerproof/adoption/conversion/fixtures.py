"""Writing fixtures: values that a script prepared, its set-up, values that are missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import libcst as cst
import libcst.matchers as m

from layerproof.adoption.conversion.finding import find
from layerproof.adoption.conversion.nodes import code, is_todo, todo
from layerproof.adoption.conversion.runs import Prepared, Running
from layerproof.adoption.conversion.script import names_in

_SPACED = [cst.EmptyLine(indent=False), cst.EmptyLine(indent=False)]


def write_fixtures(
    running: Running, taken: set[str], *, asyncio_auto: bool
) -> list[cst.BaseStatement]:
    """Return the fixtures for what ``running`` prepared, set up and handed on.

    :param taken: names of the module that a fixture's function may not have.
    """
    made: list[cst.BaseStatement] = []
    names = set(running.prepared)
    imports = [each for each in running.set_up if _is_import(each)]
    steps = [each for each in running.set_up if not _is_import(each)]
    if steps or running.tear_down:
        body: list[cst.BaseStatement] = [*imports, *steps, _line("yield"), *running.tear_down]
        function = _function("script_set_up", body, needs=_needs(body, names))
        made.append(_decorate(function, asyncio_auto=asyncio_auto, autouse=True))
    for prepared in running.prepared.values():
        body = [*_used_imports(imports, prepared), *_prepared_body(prepared)]
        needs = _needs(body, names - {prepared.name})
        name = prepared.name if prepared.name not in taken else f"{prepared.name}_fixture"
        function = _function(name, body, needs=needs)
        alias = prepared.name if name != prepared.name else ""
        made.append(_decorate(function, asyncio_auto=asyncio_auto, alias=alias))
    return made


def write_missing(name: str, maker: str) -> cst.BaseStatement:
    """Return a fixture that fails: a person has to make the value that a test handed on."""
    why = f"the script handed on what {maker}() returned: make this value here"
    function = _function(name, [todo(why)], needs=[])
    return _decorate(function, asyncio_auto=True, scope="")


def write_alias(name: str, of: str) -> cst.BaseStatement:
    """Return a fixture that gives the value of another one."""
    function = _function(name, [_line(f"return {of}")], needs=[of])
    return _decorate(function, asyncio_auto=True)


def _prepared_body(prepared: Prepared) -> list[cst.BaseStatement]:
    name = prepared.name
    if prepared.context:
        inside = [*prepared.before, _line(f"yield {name}"), *prepared.after]
        item = cst.WithItem(prepared.value, cst.AsName(cst.Name(name)))
        asynchronous = cst.Asynchronous() if prepared.context.startswith("async") else None
        return [cst.With([item], cst.IndentedBlock(inside), asynchronous=asynchronous)]
    bind = cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], prepared.value)])
    if prepared.after:
        return [bind, *prepared.before, _line(f"yield {name}"), *prepared.after]
    if prepared.before:
        return [bind, *prepared.before, _line(f"return {name}")]
    return [cst.SimpleStatementLine([cst.Return(prepared.value)])]


def _used_imports(
    imports: Iterable[cst.BaseStatement], prepared: Prepared
) -> list[cst.BaseStatement]:
    used = names_in(cst.IndentedBlock(_prepared_body(prepared)))
    return [each for each in imports if names_in(each) & used]


def _function(
    name: str, body: Sequence[cst.BaseStatement], *, needs: Sequence[str]
) -> cst.FunctionDef:
    parameters = cst.Parameters([cst.Param(cst.Name(each)) for each in needs])
    waits = any(_waits(each) for each in body)
    return cst.FunctionDef(
        cst.Name(name),
        parameters,
        cst.IndentedBlock(list(body)),
        asynchronous=cst.Asynchronous() if waits else None,
        leading_lines=_SPACED,
    )


def _waits(node: cst.CSTNode) -> bool:
    waits = any(each.asynchronous is not None for each in find(node, cst.With))
    return waits or bool(find(node, cst.Await))


def _decorate(
    function: cst.FunctionDef,
    *,
    asyncio_auto: bool,
    autouse: bool = False,
    alias: str = "",
    scope: str = "module",
) -> cst.FunctionDef:
    """Return ``function`` as a fixture: one a module, as in the script, unless it waits.

    A coroutine's fixture lives in the loop of its test, and each test has its own.
    """
    plain = function.asynchronous is None or asyncio_auto
    owner = "pytest" if plain else "pytest_asyncio"
    settings = [f'name="{alias}"'] if alias else []
    if scope and function.asynchronous is None:
        settings.append(f'scope="{scope}"')
    if autouse:
        settings.append("autouse=True")
    text = f"{owner}.fixture" + (f"({', '.join(settings)})" if settings else "")
    return function.with_changes(decorators=[cst.Decorator(cst.parse_expression(text))])


def _needs(body: Iterable[cst.BaseStatement], names: set[str]) -> list[str]:
    found = set().union(*(names_in(each) for each in body))
    return sorted(found & names)


def _is_import(node: cst.BaseStatement) -> bool:
    return m.matches(node, m.SimpleStatementLine(body=[m.Import() | m.ImportFrom()]))


def _line(text: str) -> cst.BaseStatement:
    return cst.ensure_type(cst.parse_statement(text), cst.SimpleStatementLine)


def is_missing(function: cst.FunctionDef) -> bool:
    """Return whether ``function`` is a fixture that a person still has to write."""
    return is_todo(function) and "fixture" in code(function)
