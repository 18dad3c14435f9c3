"""``core`` is values in, values out: it touches no file, process, clock, chance or environment.

Imports are held by the import contracts too; this rule also sees built-in functions, methods
that read or write, and parts of modules that are otherwise welcome (``datetime.now``).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ci.lint.names import full_name, imported_names, is_within
from ci.lint.values import Fault, Module, Rule

BUILTINS = frozenset({"open", "print", "input", "exec", "eval", "__import__", "breakpoint"})

#: Whole modules and parts of modules, each with everything below it.
OUTSIDE = (
    "asyncio", "builtins.open", "datetime.date.today", "datetime.datetime.now",
    "datetime.datetime.today", "datetime.datetime.utcnow", "glob", "importlib", "io.open",
    "jinja2.FileSystemLoader", "jinja2.PackageLoader", "logging", "multiprocessing", "os",
    "pathlib.Path", "pathlib.PosixPath", "platform", "random", "secrets", "shutil", "signal",
    "socket", "sqlite3", "subprocess", "sys.argv", "sys.exit", "sys.modules", "sys.path",
    "sys.stderr", "sys.stdin", "sys.stdout", "tempfile", "threading", "time", "urllib.request",
    "uuid.uuid1", "uuid.uuid4",
)  # fmt: skip

#: Methods of paths and traversables that no pure value has.
METHODS = frozenset(
    {"iterdir", "mkdir", "read_bytes", "read_text", "rglob", "rmdir", "symlink_to", "touch"}
    | {"is_dir", "is_file", "unlink", "write_bytes", "write_text"}
)


def check(module: Module) -> Iterator[Fault]:
    """Yield a fault for each name that reaches out of ``core``."""
    names = imported_names(module.tree)
    inner: set[ast.expr] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _imports(node)
        elif isinstance(node, ast.Attribute) and node not in inner:
            inner.update(_owners(node))
            yield from _attribute(node, names)
        elif isinstance(node, ast.Name) and node.id in BUILTINS and node.id not in names:
            yield Fault(node.lineno, f"core may not use {node.id}")


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[Fault]:
    if isinstance(node, ast.ImportFrom) and node.level:
        return  # a relative import stays inside core, or the import contracts see it
    owner = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
    for alias in node.names:
        if is_within(f"{owner}{alias.name}", *OUTSIDE):
            yield Fault(node.lineno, f"core may not import {owner}{alias.name}")


def _attribute(node: ast.Attribute, names: dict[str, str]) -> Iterator[Fault]:
    first = node.value
    while isinstance(first, ast.Attribute):
        first = first.value
    name = full_name(node, names)
    if isinstance(first, ast.Name) and first.id in names and is_within(name, *OUTSIDE):
        yield Fault(node.lineno, f"core may not use {name}")
    elif node.attr in METHODS:
        yield Fault(node.lineno, f"core may not use .{node.attr}")


def _owners(node: ast.Attribute) -> Iterator[ast.expr]:
    owner = node.value
    while isinstance(owner, ast.Attribute):
        yield owner
        owner = owner.value


RULE = Rule(
    name="pure-core",
    summary="core touches no file, process, clock, chance or environment",
    applies=lambda module: module.is_under("src/layerproof/core"),
    check=check,
)
