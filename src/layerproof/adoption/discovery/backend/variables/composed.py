"""Addresses that code puts together out of their parts: by a text, or by a call that takes them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.discovery.backend.variables.roles import ROLES
from layerproof.adoption.discovery.backend.variables.uses import (
    RAW,
    constant,
    names_in,
    with_aliases,
)
from layerproof.adoption.findings import Place

_COMPOSED = re.compile(r"^(postgres(?:ql)?|mysql|mariadb|sqlite)(\+\w+)?://")
_SLOT = "\x00"
_SHAPE = re.compile(
    r"^(?P<scheme>[^:\x00]*|\x00\d+\x00)://(?:(?P<user>[^:@/]*)(?::(?P<password>[^@]*))?@)?"
    r"(?P<host>[^:/?]*)(?::(?P<port>[^/?]*))?(?:/(?P<name>[^?]*))?"
)
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


@dataclass(frozen=True, slots=True)
class Composed:
    """An address that code puts together: by part the names that stand there, and the scheme."""

    scheme: str
    parts: Mapping[str, frozenset[str]]
    place: Place
    in_tests: bool


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
        if result is not None:
            scheme, parts = result
            function = source.function_around(node)
            resolved = {
                role: names
                if role == "path"
                else with_aliases(names, node, source) - ({function.name} if function else set())
                for role, names in parts.items()
            }
            yield Composed(scheme, resolved, source.place(node), source.is_test)


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
    text = constant(node.func.value)
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
        names = frozenset[str]().union(*(names_in(slots[int(index)]) for index in indices))
        if names:
            if not scheme.startswith("sqlite"):
                parts[role] = names
            elif match[role].strip("/") == f"{_SLOT}{indices[0]}{_SLOT}" and isinstance(
                slots[int(indices[0])], ast.Name | ast.Attribute
            ):
                # Only what is the whole of the file's path, not a folder of it.
                parts["path"] = names
    return (scheme.replace(_SLOT, ""), parts) if parts else None


def _from_call(node: ast.Call, source: Source) -> tuple[str, dict[str, frozenset[str]]] | None:
    name = source.full(node.func)
    builds = name.endswith(("Dsn.build", "Url.build", "URL.create", "engine.url.URL", "URL.build"))
    if not builds and not name.endswith(RAW):
        return None
    words = {word.arg: word.value for word in node.keywords if word.arg}
    scheme = constant(
        words.get("scheme")
        or words.get("drivername")
        or (node.args[0] if node.args else ast.Constant(""))
    )
    parts = {
        _KEYWORDS[key]: names
        for key, value in words.items()
        if _KEYWORDS.get(key) in ROLES and (names := names_in(value))
    }
    if scheme.startswith("sqlite") and "name" in parts:
        parts["path"] = parts.pop("name")
    return (scheme or "postgresql", parts) if parts else None
