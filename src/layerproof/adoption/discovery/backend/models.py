"""Models with their tables, the columns that a row needs, and their foreign keys."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from layerproof.adoption.discovery.backend.columns import Column, read_column
from layerproof.adoption.discovery.backend.declarative import SQLMODEL, Family, MappedClass
from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.findings import Confidence, Found
from layerproof.adoption.reading.syntax import Function, text_of, unparse
from layerproof.adoption.survey import Model


def find_models(sources: Sources, families: tuple[Family, ...]) -> tuple[Found[Model], ...]:
    """Return every mapped class with a table, in the order of their files."""
    members = (member for family in families for member in family.members)
    found = [model for member in members if (model := _model(member, sources)) is not None]
    return tuple(sorted(found, key=lambda each: each.places))


def table_of(full: str, sources: Sources, root: str = "") -> str:
    """Return the table of a mapped class, empty where it has none or only a run would tell."""
    chain = list(sources.lineage(full))
    for _, node in chain:
        name = _table_name(node, chain[0][1].name, is_own=node is chain[0][1])
        if name is not None:
            return name
    if root == SQLMODEL and chain:
        return chain[0][1].name.lower()
    return ""


def _model(member: MappedClass, sources: Sources) -> Found[Model] | None:
    if _is_abstract(member.node) or (member.root == SQLMODEL and not _is_table(member, sources)):
        return None
    table = table_of(member.full, sources, member.root)
    if not table and not _has_table_object(member.node):
        return None
    columns: dict[str, Column] = {}
    for source, node in reversed(list(sources.lineage(member.full))):
        for name, column in _columns_of(node, source, sources):
            if column is None:
                columns.pop(name, None)
            else:
                columns[name] = column
    needed = {name: column.kind for name, column in columns.items() if column.needed}
    references = {
        name: reference
        for name, column in columns.items()
        if (reference := _reference(column, sources))
    }
    model = Model(f"{member.source.name}:{member.node.name}", table, needed, references)
    confidence = Confidence.CERTAIN if table else Confidence.LIKELY
    return Found(model, (member.source.place(member.node),), confidence)


def _columns_of(
    node: ast.ClassDef, source: Source, sources: Sources
) -> Iterator[tuple[str, Column | None]]:
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            name, annotation = statement.target.id, statement.annotation
            if not name.startswith("__"):
                yield name, read_column(annotation, statement.value, source, sources)
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            column = read_column(None, statement.value, source, sources)
            if column is not None:
                yield statement.targets[0].id, column
        elif isinstance(statement, Function) and "declared_attr" in " ".join(
            unparse(each) for each in statement.decorator_list
        ):
            yield from _declared(statement, source, sources)


def _declared(
    node: Function, source: Source, sources: Sources
) -> Iterator[tuple[str, Column | None]]:
    if node.name.startswith("__"):
        return
    for inner in ast.walk(node):
        if isinstance(inner, ast.Return) and inner.value is not None:
            column = read_column(node.returns, inner.value, source, sources)
            if column is not None:
                yield node.name, column


def _is_abstract(node: ast.ClassDef) -> bool:
    return any(
        isinstance(each, ast.Assign)
        and isinstance(each.targets[0], ast.Name)
        and each.targets[0].id == "__abstract__"
        for each in node.body
    )


def _is_table(member: MappedClass, sources: Sources) -> bool:
    return any(
        word.arg == "table" and isinstance(word.value, ast.Constant) and word.value.value is True
        for _, node in sources.lineage(member.full)
        for word in node.keywords
    )


def _has_table_object(node: ast.ClassDef) -> bool:
    return any(
        isinstance(each, ast.Assign)
        and isinstance(each.targets[0], ast.Name)
        and each.targets[0].id == "__table__"
        for each in node.body
    )


def _table_name(node: ast.ClassDef, class_name: str, *, is_own: bool) -> str | None:
    """Return the table that a class body names for ``class_name``; ``None`` where it says none."""
    for each in node.body:
        if isinstance(each, ast.Assign | ast.AnnAssign):
            target = each.targets[0] if isinstance(each, ast.Assign) else each.target
            value = each.value
            if isinstance(target, ast.Name) and target.id == "__tablename__":
                return text_of(value) or ""
        if isinstance(each, Function) and each.name == "__tablename__":
            return _computed_name(each, class_name)
        if is_own and isinstance(each, ast.Assign) and unparse(each.targets[0]) == "__table__":
            call = each.value
            name = text_of(call.args[0]) if isinstance(call, ast.Call) and call.args else None
            if name is not None:
                return name
    return None


def _computed_name(node: Function, class_name: str) -> str:
    """Return what the usual ways of naming a table after its class would give."""
    body = unparse(node)
    snake = "sub(" in body or "snake" in body or "underscore" in body
    text = re.sub(r"(?<!^)(?=[A-Z])", "_", class_name) if snake else class_name
    plural = re.search(r"""\+\s*['"](e?s)['"]|\}(e?s)['"]""", body)
    return text.lower() + (plural[1] or plural[2] if plural else "")


def _reference(column: Column, sources: Sources) -> str:
    if column.reference:
        return column.reference
    owner, _, attribute = column.reference_to.rpartition(".")
    if not owner:
        return ""
    table = table_of(sources.resolve(owner), sources)
    return f"{table}.{attribute}" if table else ""
