"""The whole conversion of one file's text: parse, take apart, rewrite, until nothing changes."""

from __future__ import annotations

import ast
import re

import libcst as cst

from layerproof.adoption.conversion.checks import Surroundings, has_check, is_filled
from layerproof.adoption.conversion.collected_classes import WHY, free_class, is_hidden
from layerproof.adoption.conversion.finding import find
from layerproof.adoption.conversion.functions import (
    Role,
    convert_helper,
    convert_test,
    decorated,
    is_async,
    is_generator,
)
from layerproof.adoption.conversion.imports import mend_imports
from layerproof.adoption.conversion.markers import add_marker
from layerproof.adoption.conversion.nodes import TODO, code, small_of
from layerproof.adoption.conversion.script import is_fixture, is_test, is_test_name, names_in
from layerproof.adoption.conversion.script_conversion import Dissolved, dissolve
from layerproof.adoption.conversion.unittests.modules import rewrite_unittest
from layerproof.adoption.conversion.values import Conversion, Note, Options

Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement
_ROUNDS = 5
#: A text without any of these holds nothing to convert, and is not even parsed.
_HINTS = re.compile(
    r"\bprint\b|\becho\b|\w*log\w*\.|\bsys\.|__main__|\breturn\b|\bunittest\b|\bexit\(|traceback"
    r"|asyncio\.run|^(?:assert|if|for|try|with)\b|^\w[\w.]*\(|(?:print|log|say)_\w+\(",
    re.MULTILINE,
)
_ENDLESS = "no end of rewriting was found: the file is left as it is"
_OLD = "its lines end in a carriage return alone: the file is left as it is"
_OLD_LINE_END = re.compile(r"\r(?!\n)")
_NOT_PYTHON = "its conversion would not be Python: the file is left as it is"


def convert_text(text: str, stem: str, options: Options) -> Conversion:
    """Return ``text`` as pytest tests; the same text where nothing is script-like.

    :param text: a module's source, with its own line endings.
    :param stem: the file's name without its ending, for a test of code that ran at import.
    :raises libcst.ParserSyntaxError: when ``text`` is not Python.
    """
    if not _HINTS.search(text):
        return Conversion(text)
    now = text
    alone: tuple[Note, ...] = ()
    for _ in range(_ROUNDS):
        after, told = _convert_once(now, stem, options)
        alone = alone or told
        if after == now and now != text and _OLD_LINE_END.search(text):
            return Conversion(text, left_alone=(Note(0, _OLD),))
        if after == now:
            return _finish(text, add_marker(now, options.marker) if now != text else text, alone)
        if not _is_python(after):
            return Conversion(text, left_alone=(Note(0, _NOT_PYTHON),))
        now = after
    return Conversion(text, left_alone=(Note(0, _ENDLESS),))


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def _finish(text: str, after: str, alone: tuple[Note, ...]) -> Conversion:
    return Conversion(after, tuple(find_todos(after)) if after != text else (), alone)


def find_todos(text: str) -> list[Note]:
    """Return the TODOs of a converted text, each with its line."""
    pattern = re.compile(re.escape(TODO) + r": (.*?)(?<!\\)[\"']\)?\s*$")
    found: list[Note] = []
    for number, row in enumerate(text.splitlines(), start=1):
        match = pattern.search(row)
        if match:
            found.append(Note(number, match[1].replace('\\"', '"')))
    return found


def _convert_once(text: str, stem: str, options: Options) -> tuple[str, tuple[Note, ...]]:
    before = cst.parse_module(text)
    start, alone = before, list[tuple[str, str]]()
    if options.unittest:
        start, alone = rewrite_unittest(before, asyncio_auto=options.asyncio_auto)
    dissolved = dissolve(start, stem, options)
    alone += [(name, WHY) for name in _hidden_classes(dissolved)]
    notes = tuple(Note(_line_of(text, name), f"class {name}: {why}") for name, why in alone)
    module = _convert_functions(dissolved, options)
    if module is before or module.deep_equals(before):
        return text, notes
    return mend_imports(before, module).code, notes


def _hidden_classes(dissolved: Dissolved) -> list[str]:
    """Return the classes of a script whose tests pytest will not collect."""
    if not dissolved.was_script:
        return []
    classes = [each for each in dissolved.module.body if isinstance(each, cst.ClassDef)]
    return [each.name.value for each in classes if is_hidden(free_class(each))]


def _line_of(text: str, name: str) -> int:
    match = re.search(rf"^class {re.escape(name)}\b", text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else 0


def _convert_functions(dissolved: Dissolved, options: Options) -> cst.Module:
    module = dissolved.module
    helpers = _find_helpers(module)
    body = [
        convert_helper(each)
        if isinstance(each, cst.FunctionDef) and each.name.value in helpers
        else each
        for each in module.body
    ]
    module = module.with_changes(body=body)
    around = _look_around(module)
    body = [_convert_statement(each, around, dissolved, options) for each in module.body]
    return module.with_changes(body=body)


def _convert_statement(
    statement: Statement, around: Surroundings, dissolved: Dissolved, options: Options
) -> Statement:
    if isinstance(statement, cst.FunctionDef) and is_test(statement):
        role = dissolved.roles.get(statement.name.value, Role())
        after = convert_test(statement, around, role)
        if role.must_check or after is not statement:
            after = _mark_async(after, dissolved.module, options)
        return after
    if isinstance(statement, cst.ClassDef) and _is_test_class(statement):
        return _convert_class(free_class(statement) if dissolved.was_script else statement, around)
    return statement


def _is_test_class(node: cst.ClassDef) -> bool:
    bases = [code(base.value) for base in node.bases]
    return node.name.value.startswith("Test") or any("TestCase" in base for base in bases)


def _convert_class(node: cst.ClassDef, around: Surroundings) -> cst.ClassDef:
    if not isinstance(node.body, cst.IndentedBlock):
        return node
    body = [
        convert_test(each, around, Role())
        if isinstance(each, cst.FunctionDef) and is_test(each)
        else each
        for each in node.body.body
    ]
    if all(a is b for a, b in zip(body, node.body.body, strict=True)):
        return node
    return node.with_changes(body=node.body.with_changes(body=body))


def _find_helpers(module: cst.Module) -> set[str]:
    """Return the module's functions that tests call, and those that these call."""
    functions = {each.name.value: each for each in module.body if isinstance(each, cst.FunctionDef)}
    waiting = [each for name, each in functions.items() if is_test_name(name)]
    waiting_classes = [each for each in module.body if isinstance(each, cst.ClassDef)]
    called: set[str] = set().union(*(names_in(each) for each in waiting_classes))
    seen: set[str] = set()
    for function in waiting:
        called |= names_in(function.body)
    while called & set(functions) - seen:
        name = (called & set(functions) - seen).pop()
        seen.add(name)
        called |= names_in(functions[name].body)
    return {
        each
        for each in seen
        if not is_test_name(each)
        and not is_fixture(functions[each])
        and not is_generator(functions[each])
    }


def _look_around(module: cst.Module) -> Surroundings:
    """Return the module's functions that check something, and its names that are never empty."""
    functions = find(module, cst.FunctionDef)
    own = frozenset(each.name.value for each in functions)
    checking: set[str] = set()
    grows = True
    while grows:
        around = Surroundings(frozenset(checking), own=own)
        found = {each.name.value for each in functions if has_check(each, around)}
        grows = not found <= checking
        checking |= found
    filled = {
        code(target.target)
        for each in module.body
        for small in [small_of(each)]
        if isinstance(small, cst.Assign) and is_filled(small.value, ())
        for target in small.targets
    }
    return Surroundings(frozenset(checking), frozenset(filled), own)


def _mark_async(function: cst.FunctionDef, module: cst.Module, options: Options) -> cst.FunctionDef:
    if not is_async(function) or options.asyncio_auto or decorated(function, "asyncio", "anyio"):
        return function
    marks = [each for each in module.body if code(each).startswith("pytestmark")]
    if any(word in code(each) for each in marks for word in ("asyncio", "anyio")):
        return function
    mark = cst.Decorator(cst.parse_expression("pytest.mark.asyncio"))
    return function.with_changes(decorators=[mark, *function.decorators])
