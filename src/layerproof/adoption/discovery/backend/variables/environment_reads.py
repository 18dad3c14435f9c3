"""Reads of environment variables in code: ``os.environ``, ``getenv``, decouple, environs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.discovery.backend.spelling import spell
from layerproof.adoption.discovery.backend.variables.values import Reading
from layerproof.adoption.reading.syntax import Function, unparse

_WORDS = ("environ", "getenv", "config(", "env(", "env.", "Config(", "environment")
#: Functions and objects of libraries that are called with a variable's name.
_CALLABLES = (
    "decouple.config",
    "decouple.AutoConfig",
    "starlette.config.Config",
    "environs.Env",
    "environs.env",
    "environ.Env",
)


@dataclass(frozen=True, slots=True)
class _Reader:
    """A function of the file that reads the variable which its argument names."""

    name: str
    prefix: str


def read_environment(sources: Sources) -> Iterator[Reading]:
    """Give every variable that code reads by a name that stands there."""
    for source in (*sources.near, *sources.test):
        if not source.mentions(*_WORDS):
            continue
        readers = tuple(_readers(source))
        for node in source.nodes:
            if not isinstance(node, ast.Call | ast.Subscript):
                continue
            if reading := _reading(node, source, sources, readers):
                yield reading


def is_environment(node: ast.expr, source: Source) -> bool:
    """Return whether an expression is the environment: ``os.environ``, or what stands for it."""
    full = source.full(node)
    if full in ("os.environ", "environ") or full.endswith(".environ"):
        return True
    if not isinstance(node, ast.Name):
        return False
    function = source.function_around(node)
    for each in [function] if function else []:
        for argument in [*each.args.args, *each.args.kwonlyargs]:
            if argument.arg == node.id:
                return _stands_for_environment(each, argument, source)
    if node.id in ("env", "environment", "environ"):
        outer = [each for each in source.around(node) if isinstance(each, Function)]
        return any(
            argument.arg == node.id and _stands_for_environment(each, argument, source)
            for each in outer
            for argument in [*each.args.args, *each.args.kwonlyargs]
        )
    return False


def _stands_for_environment(function: Function, argument: ast.arg, source: Source) -> bool:
    plain = function.args.args
    defaults = dict(
        zip(
            [each.arg for each in plain[-len(function.args.defaults) :]],
            function.args.defaults,
            strict=False,
        )
        if function.args.defaults
        else []
    )
    defaults |= {
        each.arg: value
        for each, value in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
        if value is not None
    }
    default = defaults.get(argument.arg)
    if default is not None and source.full(default).endswith("environ"):
        return True
    written = unparse(argument.annotation) if argument.annotation is not None else ""
    return argument.arg in ("env", "environment", "environ") and "Mapping" in written


def _reading(
    node: ast.Call | ast.Subscript, source: Source, sources: Sources, readers: tuple[_Reader, ...]
) -> Reading | None:
    if isinstance(node, ast.Subscript):
        if not (isinstance(node.ctx, ast.Load) and is_environment(node.value, source)):
            return None
        name, default = spell(node.slice, source, sources), None
        return _found(name.text, default, node, source, sources) if name.exact else None
    asked = _asked(node, source, sources, readers)
    if asked is None:
        return None
    key, prefix = asked
    name = spell(key, source, sources)
    default = node.args[1] if len(node.args) > 1 else None
    for word in node.keywords:
        if word.arg == "default":
            default = word.value
    return _found(prefix + name.text, default, node, source, sources) if name.exact else None


def _asked(
    node: ast.Call, source: Source, sources: Sources, readers: tuple[_Reader, ...]
) -> tuple[ast.expr, str] | None:
    if not node.args:
        return None
    func = node.func
    full = source.full(func)
    if full in ("os.getenv", "getenv") or full.endswith(".getenv"):
        return node.args[0], ""
    if isinstance(func, ast.Attribute) and is_environment(func.value, source):
        return (node.args[0], "") if func.attr == "get" else None
    if isinstance(func, ast.Name):
        for reader in readers:
            if reader.name == func.id:
                return node.args[0], reader.prefix
    owner = func.value if isinstance(func, ast.Attribute) else func
    if full in _CALLABLES or _is_made_by_library(owner, source, sources):
        return node.args[0], ""
    return None


def _is_made_by_library(node: ast.expr, source: Source, sources: Sources) -> bool:
    found = sources.find(source.full(node)) if isinstance(node, ast.Name) else None
    value = getattr(found[1], "value", None) if found else None
    if found and isinstance(value, ast.Call):
        return found[0].full(value.func) in _CALLABLES
    return False


def _readers(source: Source) -> Iterator[_Reader]:
    """Give the functions such as ``def read(name): return environment.get(f"SHOP_{name}")``."""
    for node in source.nodes:
        key = _key_of(node, source)
        function = source.function_around(node) if key is not None else None
        if key is None or function is None:
            continue
        prefix, inner = "", key
        if isinstance(key, ast.JoinedStr) and len(key.values) == 2:
            start, end = key.values
            if isinstance(start, ast.Constant) and isinstance(end, ast.FormattedValue):
                prefix, inner = str(start.value), end.value
        arguments = {each.arg for each in function.args.args}
        if isinstance(inner, ast.Name) and inner.id in arguments:
            yield _Reader(function.name, prefix)


def _key_of(node: ast.AST, source: Source) -> ast.expr | None:
    if isinstance(node, ast.Subscript) and is_environment(node.value, source):
        return node.slice
    if isinstance(node, ast.Call) and node.args:
        full = source.full(node.func)
        if full in ("os.getenv", "getenv"):
            return node.args[0]
        if isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            return node.args[0] if is_environment(node.func.value, source) else None
    return None


def _found(
    name: str, default: ast.expr | None, node: ast.expr, source: Source, sources: Sources
) -> Reading | None:
    if not name.isidentifier():
        return None
    default = _field_default(default, source) or default
    spelled = spell(default, source, sources) if default is not None else None
    return Reading(
        name,
        source.place(node),
        frozenset({name, *_names_around(node, source)}),
        default=spelled.text if spelled and "{...}" not in spelled.text else "",
        group=_group(node, source),
        in_tests=source.is_test,
    )


def _field_default(default: ast.expr | None, source: Source) -> ast.expr | None:
    """Return the value that a class of the file gives the attribute that is the default."""
    if not isinstance(default, ast.Attribute):
        return None
    for node in source.classes:
        for each in node.body:
            target = each.target if isinstance(each, ast.AnnAssign) else None
            if isinstance(target, ast.Name) and target.id == default.attr:
                return each.value if isinstance(each, ast.AnnAssign) else None
    return None


def _names_around(node: ast.expr, source: Source) -> Iterator[str]:
    """Give the names that the value is assigned to, or handed on as."""
    inner: ast.AST = node
    for each in source.around(node):
        if isinstance(each, ast.keyword) and each.arg:
            yield each.arg
            return
        if isinstance(each, ast.stmt):
            if isinstance(each, ast.Assign | ast.AnnAssign):
                targets = each.targets if isinstance(each, ast.Assign) else [each.target]
                for target in targets:
                    yield from _last_name(target)
            return
        # The value goes through ``str(...)``, ``or``, a conditional; into another's arguments not.
        if isinstance(each, ast.Call) and inner in each.args and len(each.args) > 1:
            return
        inner = each


def _last_name(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr


def _group(node: ast.expr, source: Source) -> str:
    for each in source.around(node):
        if isinstance(each, ast.ClassDef):
            return f"{source.name}.{each.name}"
    return source.name
