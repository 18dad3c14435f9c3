"""What a factory gives a column that a row needs, as Python code, by the column's type."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_STATED = MappingProxyType(
    {
        "int": ("Sequence(lambda n: n + 1)", "factory.declarations", "Sequence"),
        "float": ("1.5", "", ""),
        "bool": ("False", "", ""),
        "bytes": ('b""', "", ""),
        "Decimal": ('Decimal("1")', "decimal", "Decimal"),
        "datetime": ("datetime(2026, 1, 2, 12)", "datetime", "datetime"),
        "date": ("date(2026, 1, 2)", "datetime", "date"),
        "time": ("time(12)", "datetime", "time"),
        "timedelta": ("timedelta(hours=1)", "datetime", "timedelta"),
        "dict": ("LazyFunction(dict)", "factory.declarations", "LazyFunction"),
        "list": ("LazyFunction(list)", "factory.declarations", "LazyFunction"),
    }
)
_ALIASES = MappingProxyType({"Dict": "dict", "List": "list", "JSON": "dict"})


#: Characters that are left for a sequence's number.
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """The code of a value, and what it has to import: modules with a name each."""

    code: str
    imports: tuple[tuple[str, str], ...] = ()


def make_sample(
    column: str, kind: str, module: str, texts: Mapping[str, str], *, length: int | None = None
) -> Sample | None:
    """Return a value for a column; ``None`` where its type says nothing that can be relied on.

    :param kind: the type as the model writes it.
    :param module: the model's module; ``texts`` are sources by the modules' dotted names.
    :param length: how many characters a text may have.
    """
    name = re.sub(r"^(uuid|datetime|dt|decimal|typing|t)\.", "", kind.strip()).partition("[")[0]
    name = _ALIASES.get(name, name)
    if name == "str":
        return _make_text(column, length)
    if name == "UUID":
        return Sample(
            "LazyFunction(uuid4)",
            (("factory.declarations", "LazyFunction"), ("uuid", "uuid4")),
        )
    if name == "Literal":
        return _make_literal(kind)
    if name in _STATED:
        code, origin, imported = _STATED[name]
        return Sample(code, ((origin, imported),) if origin else ())
    if name.isidentifier() and _is_enum(name, module, texts):
        return Sample(f"next(iter({name}))", ((module, name),))
    return None


def find_length(text: str, model: str, column: str) -> int | None:
    """Return how long a text column of a model may be, as its ``String(40)`` says."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == model:
            for line in node.body:
                if _names(line, column):
                    return _read_length(line)
    return None


def _make_text(column: str, length: int | None) -> Sample:
    stem = f"{column}-"
    if length is not None and length < len(stem) + _DIGITS:
        stem = column[: max(0, length - _DIGITS)]
    return Sample(f'Sequence(lambda n: f"{stem}{{n}}")', (("factory.declarations", "Sequence"),))


def _make_literal(kind: str) -> Sample | None:
    try:
        tree = ast.parse(kind, mode="eval").body
    except (SyntaxError, ValueError):
        return None
    inside = tree.slice if isinstance(tree, ast.Subscript) else None
    first = inside.elts[0] if isinstance(inside, ast.Tuple) and inside.elts else inside
    return Sample(repr(first.value)) if isinstance(first, ast.Constant) else None


def _is_enum(name: str, module: str, texts: Mapping[str, str]) -> bool:
    """Return whether the model's module has the name, and some module makes it an enumeration."""
    if not re.search(rf"\b{name}\b", texts.get(module, "")):
        return False
    made = re.compile(rf"^class {name}\([^)]*Enum\b[^)]*\):", re.MULTILINE)
    return any(made.search(text) for text in texts.values())


def _names(line: ast.stmt, column: str) -> bool:
    targets: list[ast.expr] = []
    if isinstance(line, ast.Assign):
        targets = line.targets
    elif isinstance(line, ast.AnnAssign):
        targets = [line.target]
    return any(isinstance(target, ast.Name) and target.id == column for target in targets)


def _read_length(line: ast.stmt) -> int | None:
    for node in ast.walk(line):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).rpartition(".")[2].lower()
        named = [word.value for word in node.keywords if word.arg in {"length", "max_length"}]
        sized = name in {"string", "unicode", "varchar", "char", "autostring"}
        for part in (*named, *(node.args[:1] if sized else ())):
            if isinstance(part, ast.Constant) and isinstance(part.value, int):
                return part.value
    return None
