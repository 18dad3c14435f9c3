"""A class of unittest as a class of pytest: whole, or left alone with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from layerproof.adoption.conversion.finding import search
from layerproof.adoption.conversion.nodes import code, leading, small_of
from layerproof.adoption.conversion.unittests.decorators import rewrite_decorators
from layerproof.adoption.conversion.unittests.fixtures import (
    METHODS,
    Pair,
    add_parameters,
    can_join,
    join,
)
from layerproof.adoption.conversion.unittests.statements import MethodBody

_BASES = {
    "unittest.TestCase", "TestCase", "unittest.IsolatedAsyncioTestCase", "IsolatedAsyncioTestCase",
    "case.TestCase", "unittest.case.TestCase",
}  # fmt: skip
_OF_TESTCASE = re.compile(
    r"assert[A-Z_]\w*$|(?:subTest|skipTest|fail|addCleanup|addClassCleanup|doCleanups|enterContext"
    r"|enterAsyncContext|addAsyncCleanup|id|shortDescription|run|debug|countTestCases"
    r"|defaultTestResult|failureException|addTypeEqualityFunc|_testMethodName|setUp|tearDown)$"
)
_SETTINGS = {"maxDiff", "longMessage"}


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A class of pytest, or ``None`` and why the class is left alone."""

    node: cst.ClassDef | None
    why: str = ""


def is_unittest(node: cst.ClassDef) -> bool:
    """Return whether ``node`` is directly a TestCase of unittest."""
    return any(code(base.value) in _BASES for base in node.bases)


def name_class(name: str) -> str:
    """Return a name that pytest collects: ``UserTests`` becomes ``TestUser``."""
    if name.startswith("Test"):
        return name
    stem = re.sub(r"_?(?:Tests?|TestCase|TestSuite|Case)$", "", name)
    return f"Test{stem.lstrip('_') or name.lstrip('_')}"


def rewrite_class(node: cst.ClassDef, *, asyncio_auto: bool) -> Rewritten:
    """Return the class without unittest, with the same name."""
    why = _find_hindrance(node)
    if why:
        return Rewritten(None, why)
    body, needs = _rewrite_methods(node)
    why = _find_helper_in_need(needs)
    if why:
        return Rewritten(None, why)
    methods = {each.name.value: each for each in body if isinstance(each, cst.FunctionDef)}
    own = set(methods)
    for pair in METHODS:
        body = _join(body, pair, needs, asyncio_auto=asyncio_auto)
    if not asyncio_auto:
        body = [_mark_async(each) for each in body]
    kept = [each for each in body if not _is_setting(each)]
    if kept and body[0] is not kept[0]:
        above = [each for each in leading(kept[0]) if each.comment]
        kept[0] = kept[0].with_changes(leading_lines=above)
    bases = [base for base in node.bases if code(base.value) not in _BASES]
    new = node.with_changes(
        bases=[*bases[:-1], bases[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)]
        if bases
        else [],
        lpar=node.lpar if bases else cst.MaybeSentinel.DEFAULT,
        rpar=node.rpar if bases else cst.MaybeSentinel.DEFAULT,
        decorators=rewrite_decorators(node.decorators),
        body=node.body.with_changes(body=kept or [cst.parse_statement("pass")]),
    )
    left = sorted(set(_left_over(new, own)))
    return Rewritten(None, f"uses {left[0]}") if left else Rewritten(new)


def find_base(node: cst.ClassDef, known: dict[str, cst.ClassDef]) -> str:
    """Return why a base of ``node`` keeps it from leaving unittest; empty where none does.

    :param known: the module's own classes by name.
    """
    for base in node.bases:
        name = code(base.value)
        if name in _BASES or name == "object":
            continue
        if name not in known:
            return f"has the base {name}, which may need unittest"
        mixin = known[name]
        if set(_left_over(mixin, _methods_of(mixin))):
            return f"has the base {name}, which uses unittest"
        if why := find_base(mixin, known):
            return why
    return ""


def _methods_of(node: cst.ClassDef) -> set[str]:
    return {each.name.value for each in node.body.body if isinstance(each, cst.FunctionDef)}


def _find_helper_in_need(needs: dict[str, list[str]]) -> str:
    """Return which helper would need a fixture that its callers do not hand on."""
    fixtures = {name for pair in METHODS for name in (pair.set_up, pair.tear_down)}
    for name, asked in needs.items():
        if asked and name not in fixtures and not name.startswith("test"):
            return f"needs {asked[0]} in {name}, which is no test"
    return ""


def _find_hindrance(node: cst.ClassDef) -> str:
    others = [code(base.value) for base in node.bases if code(base.value) not in _BASES]
    if not isinstance(node.body, cst.IndentedBlock) or node.keywords:
        return "is no plain class"
    methods = {
        each.name.value: each for each in node.body.body if isinstance(each, cst.FunctionDef)
    }
    for name in ("__init__", "runTest", "run", "__new__"):
        if name in methods:
            return f"has a {name} of its own"
    for pair in METHODS:
        for name in (pair.set_up, pair.tear_down):
            if name in methods and not can_join(methods[name], pair):
                return f"{name} returns early or is decorated"
            if name in methods and others and search(methods[name], m.Call(m.Name("super"))):
                return f"{name} calls super() of {others[0]}"
    if "tearDown" in methods and _cleans_in_tests(methods):
        return "cleans up in a test and in tearDown, whose order would change"
    return ""


def _cleans_in_tests(methods: dict[str, cst.FunctionDef]) -> bool:
    cleaning = m.Attribute(attr=m.Name("addCleanup"))
    names = {name for name, each in methods.items() if search(each, cleaning)}
    return bool(names - {"setUp", "setUpClass"})


def _rewrite_methods(
    node: cst.ClassDef,
) -> tuple[list[cst.BaseStatement], dict[str, list[str]]]:
    body: list[cst.BaseStatement] = []
    needs: dict[str, list[str]] = {}
    fixtures = {name for pair in METHODS for name in (pair.set_up, pair.tear_down)}
    for statement in node.body.body:
        if isinstance(statement, cst.FunctionDef):
            rewriter = MethodBody()
            inner = cst.ensure_type(statement.visit(rewriter), cst.FunctionDef)
            name = statement.name.value
            needs[name] = rewriter.needs
            if not inner.body.body:
                inner = inner.with_changes(body=cst.IndentedBlock([_pass()]))
            params = inner.params
            if name not in fixtures:
                params = add_parameters(params, rewriter.needs)
            decorators = rewrite_decorators(inner.decorators)
            body.append(inner.with_changes(decorators=decorators, params=params))
        elif isinstance(statement, cst.BaseStatement):
            body.append(statement)
    return body, needs


def _pass() -> cst.SimpleStatementLine:
    return cst.SimpleStatementLine([cst.Pass()])


def _join(
    body: list[cst.BaseStatement], pair: Pair, needs: dict[str, list[str]], *, asyncio_auto: bool
) -> list[cst.BaseStatement]:
    found = {
        each.name.value: each
        for each in body
        if isinstance(each, cst.FunctionDef) and each.name.value in {pair.set_up, pair.tear_down}
    }
    if not found:
        return body
    asked = [name for each in (pair.set_up, pair.tear_down) for name in needs.get(each, [])]
    if pair.waits and any(
        isinstance(each, cst.FunctionDef) and each.name.value == "set_up" for each in body
    ):
        asked = ["set_up", *asked]
    fixture = join(
        pair, found.get(pair.set_up), found.get(pair.tear_down), asked, asyncio_auto=asyncio_auto
    )
    first = next(each for each in body if any(each is one for one in found.values()))
    new: list[cst.BaseStatement] = []
    for each in body:
        if each is first:
            new.append(fixture.with_changes(leading_lines=leading(first)))
        elif not any(each is one for one in found.values()):
            new.append(each)
    return new


def _mark_async(node: cst.BaseStatement) -> cst.BaseStatement:
    if not isinstance(node, cst.FunctionDef) or node.asynchronous is None:
        return node
    if not node.name.value.startswith("test"):
        return node
    mark = cst.Decorator(cst.parse_expression("pytest.mark.asyncio"))
    return node.with_changes(decorators=[mark, *node.decorators])


def _is_setting(node: cst.BaseStatement) -> bool:
    small = small_of(node)
    return isinstance(small, cst.Assign) and code(small.targets[0].target) in _SETTINGS


def _left_over(node: cst.ClassDef, own: set[str]) -> Iterator[str]:
    """Yield what of TestCase the class still uses and no longer has."""
    used = search(node, m.Attribute(value=m.Name("self") | m.Name("cls")))
    for each in used:
        if isinstance(each, cst.Attribute):
            name = each.attr.value
            if _OF_TESTCASE.match(name) and name not in own:
                yield f"self.{name}"
    if search(node, m.Call(func=m.Name("super"))):
        yield "super()"
    if search(node, m.Arg(value=m.Name("self"))):
        yield "self as an argument"
