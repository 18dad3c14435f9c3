"""The tests of a file as they are written: names, markers, fixtures, and what their bodies do.

Pure functions over syntax trees; ``bodies`` makes the digests by which equal tests are found.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from layerproof.adoption.audit.bodies import Names, digest_body, is_trivial
from layerproof.adoption.audit.inputs import WrittenTest
from layerproof.adoption.reading.syntax import Function, last_name, text_of
from layerproof.adoption.reading.tree import Module

#: Calls by which a test says what has to be, beside ``assert``.
_ASSERTING = ("assert", "raises", "warns", "fail", "expect", "verify", "check")


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What a test inherits: the classes around it and their markers."""

    path: str
    names: Names
    scope: str = ""
    markers: tuple[str, ...] = ()
    unittest: bool = False


def read_tests(
    module: Module, *, prefix: str = "test", fixtures: Mapping[str, str] | None = None
) -> tuple[WrittenTest, ...]:
    """Return the tests of a module in the order of their lines.

    :param prefix: what the name of a test begins with.
    :param fixtures: by name of a fixture where it is defined for this module, so that two tests
        with equal text and unlike fixtures are not called equal.
    """
    names = Names.of(module, fixtures or {})
    markers = tuple(_module_markers(module.tree))
    surroundings = _Surroundings(module.path, names, markers=markers)
    return tuple(_walk(module.tree.body, surroundings, prefix))


def _walk(body: Sequence[ast.stmt], around: _Surroundings, prefix: str) -> Iterator[WrittenTest]:
    for node in _flatten(body):
        if isinstance(node, ast.ClassDef):
            unittest = around.unittest or _is_unittest(node)
            if unittest or node.name.startswith("Test"):
                yield from _walk(node.body, _enter(around, node, unittest=unittest), prefix)
        elif isinstance(node, Function) and node.name.startswith(prefix) and not _is_fixture(node):
            yield _read_test(node, around)


def _flatten(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield statements, those inside ``if`` and ``try`` of a module or class too."""
    for node in body:
        yield node
        if isinstance(node, (ast.If, ast.Try, ast.With)):
            for field in ("body", "orelse", "finalbody"):
                yield from _flatten(getattr(node, field, []))


def _enter(around: _Surroundings, node: ast.ClassDef, *, unittest: bool) -> _Surroundings:
    own = (*_decorator_markers(node.decorator_list), *_assigned_markers(node.body))
    scope = f"{around.scope}.{node.name}" if around.scope else node.name
    names = around.names.within(node, around.path, scope)
    return _Surroundings(around.path, names, scope, (*around.markers, *own), unittest)


def _read_test(node: Function, around: _Surroundings) -> WrittenTest:
    markers = dict.fromkeys((*around.markers, *_decorator_markers(node.decorator_list)))
    return WrittenTest(
        path=around.path,
        line=node.lineno,
        name=node.name,
        scope=around.scope,
        markers=tuple(markers),
        fixtures=tuple(_asked_fixtures(node, around)),
        asynchronous=isinstance(node, ast.AsyncFunctionDef),
        unittest=around.unittest,
        body="" if is_trivial(node) else digest_body(node, around.names),
        asserts=_asserts(node),
        pragma=_asks_pragma(node),
    )


def _asked_fixtures(node: Function, around: _Surroundings) -> list[str]:
    names = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    if around.scope and names[:1] in (["self"], ["cls"]):
        names = names[1:]
    for decorator in node.decorator_list:
        if _marker_of(decorator) == "usefixtures" and isinstance(decorator, ast.Call):
            names += [text for arg in decorator.args if (text := text_of(arg)) is not None]
    return list(dict.fromkeys(names))


def _is_unittest(node: ast.ClassDef) -> bool:
    bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
    return any(base.endswith("TestCase") for base in bases)


def _is_fixture(node: Function) -> bool:
    return any(last_name(each).endswith("fixture") for each in node.decorator_list)


def _decorator_markers(decorators: Sequence[ast.expr]) -> Iterator[str]:
    for decorator in decorators:
        name = _marker_of(decorator)
        if name:
            yield name


def _marker_of(node: ast.expr) -> str:
    """Return the marker's name of ``pytest.mark.NAME`` or ``mark.NAME(...)``, else nothing."""
    inner = node.func if isinstance(node, ast.Call) else node
    if isinstance(inner, ast.Attribute) and last_name(inner.value) == "mark":
        return inner.attr
    return ""


def _module_markers(tree: ast.Module) -> Iterator[str]:
    yield from _assigned_markers(tree.body)


def _assigned_markers(body: Sequence[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
        ):
            value = node.value
            each = value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]
            yield from _decorator_markers(each)


def _asserts(node: Function) -> bool:
    """Whether the text holds an assertion, or a call that may well be one."""
    return any(
        isinstance(inner, (ast.Assert, ast.Raise))
        or (isinstance(inner, ast.Call) and _is_asserting(inner))
        for inner in ast.walk(node)
    )


def _asks_pragma(node: Function) -> bool:
    return any(
        isinstance(inner, ast.Constant)
        and isinstance(inner.value, str)
        and inner.value.lstrip().upper().startswith("PRAGMA ")
        for inner in ast.walk(node)
    )


def _is_asserting(call: ast.Call) -> bool:
    word = last_name(call).lower().lstrip("_")
    return word.startswith(_ASSERTING)
