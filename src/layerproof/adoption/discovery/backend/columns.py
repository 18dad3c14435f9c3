"""One column: its Python type, whether a row needs it, what it refers to."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.reading.syntax import is_false, is_true, unparse

_MAKERS = frozenset({"Column", "mapped_column", "Field", "deferred"})
_WRAPPERS = ("Mapped", "WriteOnlyMapped", "DynamicMapped", "Optional", "Annotated")
#: Python types of SQLAlchemy's types, by the beginning of their names in lower case.
_KINDS = (
    (("bigint", "smallint", "integer", "int"), "int"),
    (("string", "text", "unicode", "varchar", "char", "citext", "emailtype", "autostring"), "str"),
    (("bool",), "bool"),
    (("datetime", "timestamp", "utcdatetime", "tz"), "datetime"),
    (("date",), "date"),
    (("time",), "time"),
    (("interval",), "timedelta"),
    (("numeric", "decimal"), "Decimal"),
    (("float", "double", "real"), "float"),
    (("uuid", "guid"), "UUID"),
    (("json", "hstore"), "dict"),
    (("largebinary", "binary", "bytea", "blob"), "bytes"),
    (("array",), "list"),
    (("enum",), "Enum"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A mapped column. ``reference_to`` is a class's attribute where no ``table.column`` stands."""

    kind: str
    needed: bool
    reference: str = ""
    reference_to: str = ""


def read_column(
    annotation: ast.expr | None, value: ast.expr | None, source: Source, sources: Sources
) -> Column | None:
    """Return the column that a line of a class stands for; ``None`` where it stands for none."""
    call = _column_call(value)
    if annotation is None and call is None:
        return None
    if isinstance(value, ast.Call) and call is None:
        return None
    inner, optional = _unwrapped(annotation)
    written = unparse(annotation) if annotation is not None else ""
    if annotation is not None and _is_no_column(written, inner, call, source, sources):
        return None
    shared = _shared_call(inner, source, sources) if inner is not None else None
    calls = [each for each in (call, shared[1] if shared else None) if each is not None]
    kind = unparse(shared[0] if shared else inner) if inner is not None else ""
    kind = kind.strip("'\"") or _kind_of(calls)
    return _column(kind, calls, value, source, typed=annotation is not None, optional=optional)


def _column(
    kind: str,
    calls: list[ast.Call],
    value: ast.expr | None,
    source: Source,
    *,
    typed: bool,
    optional: bool,
) -> Column:
    words = {word.arg: word.value for each in reversed(calls) for word in each.keywords if word.arg}
    parts = [argument for each in calls for argument in each.args]
    names = {_last(part) for part in parts if isinstance(part, ast.Call | ast.Name | ast.Attribute)}
    key = is_true(words.get("primary_key"))
    nullable = optional if typed or key else True
    if (said := words.get("nullable")) is not None:
        nullable = is_true(said)
    given = bool(
        {"default", "server_default", "default_factory", "insert_default", "sa_column_kwargs"}
        & set(words)
        and not _is_ellipsis(words.get("default"))
    )
    given |= bool({"Computed", "Identity", "Sequence", "FetchedValue"} & names)
    # Not a column's call but a value: the default of a SQLModel field or of a dataclass.
    given |= value is not None and not isinstance(value, ast.Call)
    given |= _first_is_default(calls)
    reference, reference_to = _reference(calls, words, source)
    counted = key and kind in ("int", "Integer", "") and not reference and not reference_to
    counted = counted and not is_false(words.get("autoincrement"))
    needed = not nullable and not given and not counted
    return Column(kind or "Any", needed, reference, reference_to)


def _first_is_default(calls: list[ast.Call]) -> bool:
    for call in calls:
        if _last(call) == "Field" and call.args:
            return not _is_ellipsis(call.args[0])
    return False


def _column_call(value: ast.expr | None) -> ast.Call | None:
    if not isinstance(value, ast.Call):
        return None
    if _last(value) == "deferred" and value.args and isinstance(value.args[0], ast.Call):
        return value.args[0]
    for word in value.keywords:
        if word.arg == "sa_column" and isinstance(word.value, ast.Call):
            return word.value
    return value if _last(value) in _MAKERS else None


def _unwrapped(annotation: ast.expr | None) -> tuple[ast.expr | None, bool]:
    """Return the type inside of ``Mapped[...]`` and ``Optional[...]``, and whether it was."""
    optional = False
    node = annotation
    while node is not None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node = _parsed(node.value)
        elif isinstance(node, ast.Subscript) and _last(node.value) in _WRAPPERS:
            name = _last(node.value)
            optional |= name == "Optional"
            if name == "Annotated":
                return node, optional
            node = node.slice
        elif isinstance(node, ast.Subscript) and _last(node.value) == "Union":
            sides = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            kept = [each for each in sides if not _is_none(each)]
            optional |= len(kept) < len(sides)
            node = kept[0] if len(kept) == 1 else None
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            optional |= _is_none(node.left) or _is_none(node.right)
            node = node.right if _is_none(node.left) else node.left
        else:
            break
    return node, optional


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None


def _is_no_column(
    written: str, inner: ast.expr | None, call: ast.Call | None, source: Source, sources: Sources
) -> bool:
    if written.startswith(("ClassVar", "typing.ClassVar")):
        return True
    if written.startswith(("WriteOnlyMapped", "DynamicMapped", "AssociationProxy")):
        return True
    if call is not None or inner is None:
        return False
    if isinstance(inner, ast.Subscript) and _last(inner.value) in ("list", "List", "set", "Set"):
        return "Mapped" in written
    # ``Mapped[Order]`` without a value is a relationship.
    found = sources.find(source.full(inner))
    return (
        "Mapped" in written
        and found is not None
        and isinstance(found[1], ast.ClassDef)
        and any(
            isinstance(each, ast.Assign) and unparse(each.targets[0]) == "__tablename__"
            for each in found[1].body
        )
    )


def _shared_call(
    node: ast.expr, source: Source, sources: Sources
) -> tuple[ast.expr, ast.Call | None] | None:
    """Return type and ``mapped_column`` of an ``Annotated`` that stands here or has a name."""
    if not (isinstance(node, ast.Subscript) and _last(node.value) == "Annotated"):
        found = sources.find(source.full(node))
        value = getattr(found[1], "value", None) if found else None
        if not (isinstance(value, ast.Subscript) and _last(value.value) == "Annotated"):
            return None
        node = value
    if not isinstance(node.slice, ast.Tuple):
        return None
    calls = [
        each
        for each in node.slice.elts[1:]
        if isinstance(each, ast.Call) and _last(each) in _MAKERS
    ]
    return node.slice.elts[0], calls[0] if calls else None


def _kind_of(calls: list[ast.Call]) -> str:
    for call in calls:
        typed = [word.value for word in call.keywords if word.arg == "type_"]
        for part in (*typed, *call.args):
            name = _last(part).lower()
            if name == "enum" and isinstance(part, ast.Call) and part.args:
                first = part.args[0]
                if isinstance(first, ast.Name | ast.Attribute):
                    return _last(first)
                return "str"
            for starts, kind in _KINDS:
                if name.startswith(starts):
                    return kind
    return ""


def _reference(
    calls: list[ast.Call], words: dict[str, ast.expr], source: Source
) -> tuple[str, str]:
    said = words.get("foreign_key")
    targets = [said] if said is not None else []
    for call in calls:
        for part in call.args:
            is_key = isinstance(part, ast.Call) and _last(part) == "ForeignKey"
            targets += part.args[:1] if is_key and isinstance(part, ast.Call) else []
    for target in targets:
        if isinstance(target, ast.Constant) and isinstance(target.value, str):
            return target.value, ""
        return "", source.full(target)
    return "", ""


def _last(node: ast.expr) -> str:
    inner = node.func if isinstance(node, ast.Call) else node
    return inner.attr if isinstance(inner, ast.Attribute) else getattr(inner, "id", "")


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_ellipsis(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is Ellipsis
