"""What code does with an address: makes an engine of it, rewrites its driver, puts it together."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.discovery.backend.variables.roles import ROLES
from layerproof.adoption.findings import Place
from layerproof.adoption.reading.syntax import Function, unparse


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


@dataclass(frozen=True, slots=True)
class Composed:
    """An address that code puts together: by part the names that stand there, and the scheme."""

    scheme: str
    parts: Mapping[str, frozenset[str]]
    place: Place
    in_tests: bool


#: Calls that take a plain address, by the end of the full name.
_RAW = (
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
_COMPOSED = re.compile(r"^(postgres(?:ql)?|mysql|mariadb|sqlite)(\+\w+)?://")


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
            names = _names(call.func.value) | _validated(call, source)
        else:
            taken = [*call.args, *(word.value for word in call.keywords)]
            names = frozenset[str]().union(*(_names(each) for each in taken))
        yield Use(style, _with_aliases(names, call, source), source.place(call))


def _style(call: ast.Call, source: Source) -> Style | None:
    func = call.func
    if isinstance(func, ast.Attribute) and func.attr in ("replace", "startswith", "removeprefix"):
        return _rewriting(call, func.attr)
    full = source.full(func)
    last = full.rpartition(".")[2]
    if last in _ENGINES:
        return Style.ASYNC if "async" in last else Style.SYNC
    if full == "re.sub" and call.args and _PLAIN_SCHEME.match(_constant(call.args[0])):
        return Style.PLAIN
    if full.endswith(_RAW):
        return Style.PLAIN
    return Style.FILE if full.endswith(_FILES) else None


def _rewriting(call: ast.Call, name: str) -> Style | None:
    words = [_constant(each) for each in call.args]
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


def _constant(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _names(node: ast.expr) -> frozenset[str]:
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
            found |= {_constant(word) for word in each.args}
    return frozenset(found - {""})


def _with_aliases(names: frozenset[str], node: ast.AST, source: Source) -> frozenset[str]:
    """Add what local names and properties of the same file stand for, two steps back."""
    known = set(names)
    function = source.function_around(node)
    for _ in range(2):
        for statement in _assignments(function, source):
            targets = {each for target in _targets(statement) for each in _names(target)}
            if targets & known and statement.value is not None:
                known |= _names(statement.value)
        for each in source.functions:
            if each.name in known and each is not function:
                for inner in ast.walk(each):
                    if isinstance(inner, ast.Return) and inner.value is not None:
                        known |= _names(inner.value)
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


def find_composed(sources: Sources) -> tuple[Composed, ...]:
    """Return every address that code puts together out of its parts."""
    found: list[Composed] = []
    for source in (*sources.near, *sources.test):
        if source.mentions("://", ".build(", "URL.create", "URL(", "connect("):
            found += _composed(source)
    return tuple(found)


def _composed(source: Source) -> Iterator[Composed]:
    for node in source.parents:
        result = None
        if isinstance(node, ast.JoinedStr):
            result = _from_text(node)
        elif isinstance(node, ast.Call):
            result = _from_call(node, source) or _from_format(node)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            result = None
        if result is not None:
            scheme, parts = result
            function = source.function_around(node)
            resolved = {
                role: names
                if role == "path"
                else _with_aliases(names, node, source) - ({function.name} if function else set())
                for role, names in parts.items()
            }
            yield Composed(scheme, resolved, source.place(node), source.is_test)


_SLOT = "\x00"
_SHAPE = re.compile(
    r"^(?P<scheme>[^:\x00]*|\x00\d+\x00)://(?:(?P<user>[^:@/]*)(?::(?P<password>[^@]*))?@)?"
    r"(?P<host>[^:/?]*)(?::(?P<port>[^/?]*))?(?:/(?P<name>[^?]*))?"
)


def _from_text(node: ast.JoinedStr) -> tuple[str, dict[str, frozenset[str]]] | None:
    slots: list[ast.expr] = []
    text = ""
    for value in node.values:
        if isinstance(value, ast.Constant):
            text += str(value.value)
        elif isinstance(value, ast.FormattedValue):
            text += f"{_SLOT}{len(slots)}{_SLOT}"
            slots.append(value.value)
    return _shaped(text, slots)


def _from_format(node: ast.Call) -> tuple[str, dict[str, frozenset[str]]] | None:
    if not (isinstance(node.func, ast.Attribute) and node.func.attr == "format"):
        return None
    text = _constant(node.func.value)
    slots: list[ast.expr] = []
    words = {word.arg: word.value for word in node.keywords if word.arg}
    waiting = list(node.args)

    def fill(match: re.Match[str]) -> str:
        value = words.get(match[1]) or (waiting.pop(0) if waiting else None)
        if value is None:
            return ""
        slots.append(value)
        return f"{_SLOT}{len(slots) - 1}{_SLOT}"

    return _shaped(re.sub(r"\{(\w*)\}", fill, text), slots) if "://" in text else None


def _shaped(text: str, slots: list[ast.expr]) -> tuple[str, dict[str, frozenset[str]]] | None:
    match = _SHAPE.match(text)
    if match is None or not slots:
        return None
    scheme = match["scheme"]
    if not (_COMPOSED.match(f"{scheme}://") or (scheme.startswith(_SLOT) and match["user"])):
        return None
    parts: dict[str, frozenset[str]] = {}
    for role in ("user", "password", "host", "port", "name"):
        indices = re.findall(rf"{_SLOT}(\d+){_SLOT}", match[role] or "")
        names = frozenset[str]().union(*(_names(slots[int(index)]) for index in indices))
        if names:
            if not scheme.startswith("sqlite"):
                parts[role] = names
            elif match[role].strip("/") == f"{_SLOT}{indices[0]}{_SLOT}" and isinstance(
                slots[int(indices[0])], ast.Name | ast.Attribute
            ):
                # Only what is the whole of the file's path, not a folder of it.
                parts["path"] = names
    return (scheme.replace(_SLOT, ""), parts) if parts else None


_KEYWORDS = {
    "username": "user",
    "user": "user",
    "password": "password",
    "host": "host",
    "port": "port",
    "database": "name",
    "dbname": "name",
    "db": "name",
    "path": "name",
    "query": "",
}


def _from_call(node: ast.Call, source: Source) -> tuple[str, dict[str, frozenset[str]]] | None:
    name = source.full(node.func)
    builds = name.endswith(("Dsn.build", "Url.build", "URL.create", "engine.url.URL", "URL.build"))
    if not builds and not name.endswith(_RAW):
        return None
    words = {word.arg: word.value for word in node.keywords if word.arg}
    scheme = _constant(
        words.get("scheme")
        or words.get("drivername")
        or (node.args[0] if node.args else ast.Constant(""))
    )
    parts = {
        _KEYWORDS[key]: names
        for key, value in words.items()
        if _KEYWORDS.get(key) in ROLES and (names := _names(value))
    }
    if scheme.startswith("sqlite") and "name" in parts:
        parts["path"] = parts.pop("name")
    return (scheme or "postgresql", parts) if parts else None
