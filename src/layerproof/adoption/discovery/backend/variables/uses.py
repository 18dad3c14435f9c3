"""What code does with an address: makes an engine of it, connects to it, rewrites its driver."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.findings import Place
from layerproof.adoption.reading.syntax import Function, text_of, unparse


class Style(StrEnum):
    """How an address is used. ``PLAIN`` wants no driver in it, ``DRIVEN`` takes one out."""

    SYNC = "sync"
    ASYNC = "async"
    PLAIN = "plain"
    DRIVEN = "driven"
    PLAIN_FILE = "plain file"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Use:
    """One use: its style and the names that stand in the expression."""

    style: Style
    names: frozenset[str]
    place: Place


#: Calls that take a plain address, by the end of the full name.
RAW = (
    "asyncpg.connect",
    "asyncpg.create_pool",
    "asyncpg.pool.create_pool",
    "psycopg.connect",
    "psycopg.AsyncConnection.connect",
    "psycopg.Connection.connect",
    "psycopg2.connect",
    "psycopg2.pool.SimpleConnectionPool",
    "psycopg2.pool.ThreadedConnectionPool",
    "psycopg_pool.ConnectionPool",
    "psycopg_pool.AsyncConnectionPool",
    "aiopg.create_pool",
    "databases.Database",
)
_FILES = ("sqlite3.connect", "aiosqlite.connect")
_ENGINES = (
    "create_engine",
    "create_async_engine",
    "engine_from_config",
    "async_engine_from_config",
)
_PLAIN_SCHEME = re.compile(r"^\^?(postgresql|postgres)(ql)?(://|:)")


def find_uses(sources: Sources) -> tuple[Use, ...]:
    """Return every use of an address in the backend and in what stands beside it."""
    found: list[Use] = []
    for source in sources.near:
        if source.mentions(
            "connect",
            "create_",
            "engine",
            "replace",
            "Database(",
            "ConnectionPool",
            "startswith",
            "removeprefix",
        ):
            found += _uses(source)
    return tuple(found)


def _uses(source: Source) -> Iterator[Use]:
    for call in source.calls:
        style = _style(call, source)
        if style is None:
            continue
        if (
            style in (Style.PLAIN, Style.DRIVEN, Style.PLAIN_FILE)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr in ("replace", "startswith", "removeprefix")
        ):
            names = names_in(call.func.value) | _validated(call, source)
        else:
            taken = [*call.args, *(word.value for word in call.keywords)]
            names = frozenset[str]().union(*(names_in(each) for each in taken))
        yield Use(style, with_aliases(names, call, source), source.place(call))


def _style(call: ast.Call, source: Source) -> Style | None:
    func = call.func
    if isinstance(func, ast.Attribute) and func.attr in ("replace", "startswith", "removeprefix"):
        return _rewriting(call, func.attr)
    full = source.full(func)
    last = full.rpartition(".")[2]
    if last in _ENGINES:
        return Style.ASYNC if "async" in last else Style.SYNC
    if full == "re.sub" and call.args and _PLAIN_SCHEME.match(constant(call.args[0])):
        return Style.PLAIN
    if full.endswith(RAW):
        return Style.PLAIN
    return Style.FILE if full.endswith(_FILES) else None


def _rewriting(call: ast.Call, name: str) -> Style | None:
    words = [constant(each) for each in call.args]
    if not words:
        return None
    first = words[0]
    if name == "replace" and ("+asyncpg" in first or "+psycopg" in first or "+aiosqlite" in first):
        return Style.DRIVEN
    # A scheme of old, "postgres://", alone is mended to "postgresql://" whatever driver there is.
    if first.startswith(("postgresql:", "postgresql")) and "+" not in first:
        return Style.PLAIN if name != "startswith" or first.endswith((":", "//")) else None
    if (
        name == "replace"
        and first.startswith("sqlite:")
        and len(words) > 1
        and "aiosqlite" in words[1]
    ):
        return Style.PLAIN_FILE
    return None


def constant(node: ast.expr) -> str:
    """Return the text of a literal, nothing of anything else."""
    return text_of(node) or ""


def names_in(node: ast.expr) -> frozenset[str]:
    """Return the names at the ends of an expression: variables, attributes, keys."""
    found: set[str] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            found.add(inner.id)
        elif isinstance(inner, ast.Attribute):
            found.add(inner.attr)
        elif isinstance(inner, ast.Constant) and str(inner.value).isidentifier():
            found.add(str(inner.value))
    return frozenset(found - {"self", "settings", "config", "str", "os", "environ", "get"})


def _validated(call: ast.Call, source: Source) -> frozenset[str]:
    """Return the fields that the function around is a validator of."""
    function = source.function_around(call)
    found: set[str] = set()
    for each in function.decorator_list if function else ():
        if isinstance(each, ast.Call) and "validator" in unparse(each.func):
            found |= {constant(word) for word in each.args}
    return frozenset(found - {""})


def with_aliases(names: frozenset[str], node: ast.AST, source: Source) -> frozenset[str]:
    """Add what local names and properties of the same file stand for, two steps back."""
    known = set(names)
    function = source.function_around(node)
    for _ in range(2):
        for statement in _assignments(function, source):
            targets = {each for target in _targets(statement) for each in names_in(target)}
            if targets & known and statement.value is not None:
                known |= names_in(statement.value)
        for each in source.functions:
            if each.name in known and each is not function:
                for inner in ast.walk(each):
                    if isinstance(inner, ast.Return) and inner.value is not None:
                        known |= names_in(inner.value)
    if function is not None:
        known.add(function.name)
    return frozenset(known)


def _assignments(function: Function | None, source: Source) -> Iterator[ast.Assign | ast.AnnAssign]:
    scopes: list[ast.AST] = [function] if function is not None else []
    for scope in scopes:
        yield from (
            each for each in ast.walk(scope) if isinstance(each, ast.Assign | ast.AnnAssign)
        )
    yield from (each for each in source.top if isinstance(each, ast.Assign | ast.AnnAssign))


def _targets(node: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return node.targets if isinstance(node, ast.Assign) else [node.target]
