"""Declarative bases and metadata: where they are defined, and which classes derive from them."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.reading.syntax import unparse

_DECLARATIVE = (
    "sqlalchemy.orm.DeclarativeBase",
    "sqlalchemy.orm.DeclarativeBaseNoMeta",
    "advanced_alchemy.base.DefaultBase",
)
_MAKERS = ("declarative_base", "automap_base", "generate_base", "as_declarative")
SQLMODEL = "sqlmodel.SQLModel"
#: Bases of libraries that hold the metadata themselves.
_LIBRARY = (
    SQLMODEL,
    "sqlmodel.main.SQLModel",
    "advanced_alchemy.base.UUIDBase",
    "advanced_alchemy.base.UUIDAuditBase",
    "advanced_alchemy.base.BigIntBase",
    "advanced_alchemy.base.BigIntAuditBase",
)
_WORDS = (
    "Declarative",
    *_MAKERS,
    "SQLModel",
    "registry",
    "advanced_alchemy",
    "Base",
    "Model",
    "Mapped",
    "Column",
    "__table",
)


@dataclass(frozen=True, slots=True)
class MappedClass:
    """A class below a declarative base. ``root`` is the full name of that base."""

    full: str
    source: Source
    node: ast.ClassDef
    root: str


@dataclass(frozen=True, slots=True)
class Family:
    """A declarative base and every class below it, in the order of their files."""

    root: str
    source: Source | None
    node: ast.stmt | None
    members: tuple[MappedClass, ...] = ()


def find_families(sources: Sources) -> tuple[Family, ...]:
    """Return every declarative base of the backend with its classes, the largest first."""
    roots = _roots(sources)
    members: dict[str, list[MappedClass]] = {root: [] for root in roots}
    for full, (source, node) in _classes(sources).items():
        root = _root_of(full, sources, roots, set())
        if root and root != full:
            members.setdefault(root, []).append(MappedClass(full, source, node, root))
    families = [
        Family(root, roots[root][0], roots[root][1], tuple(found))
        if root in roots
        else Family(root, None, None, tuple(found))
        for root, found in members.items()
    ]
    return tuple(sorted(families, key=lambda each: (-len(each.members), each.root)))


def _classes(sources: Sources) -> dict[str, tuple[Source, ast.ClassDef]]:
    return {
        f"{source.name}.{node.name}": (source, node)
        for source in sources.mentioning(*_WORDS)
        for node in source.classes
    }


def _roots(sources: Sources) -> dict[str, tuple[Source, ast.stmt]]:
    found: dict[str, tuple[Source, ast.stmt]] = {}
    for source in sources.mentioning("Declarative", *_MAKERS, "registry", "mapper_registry"):
        for name, node in source.definitions.items():
            if _is_root(node, source):
                found[f"{source.name}.{name}"] = (source, node)
    return found


def _is_root(node: ast.stmt, source: Source) -> bool:
    if isinstance(node, ast.ClassDef):
        if any(source.full(each) in _DECLARATIVE for each in node.bases):
            return True
        decorators = " ".join(unparse(each) for each in node.decorator_list)
        if "as_declarative" in decorators:
            return True
        keywords = {word.arg: unparse(word.value) for word in node.keywords}
        return "DeclarativeMeta" in keywords.get("metaclass", "")
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    if isinstance(value, ast.Call):
        name = unparse(value.func)
        return name.rpartition(".")[2] in _MAKERS
    return False


def _root_of(
    full: str, sources: Sources, roots: dict[str, tuple[Source, ast.stmt]], seen: set[str]
) -> str:
    """Return the base that a class has at the end of its parents, or an empty string."""
    if full in roots or full in _LIBRARY:
        return SQLMODEL if full.startswith("sqlmodel.") else full
    found = sources.find(full)
    if full in seen or found is None or not isinstance(found[1], ast.ClassDef):
        return ""
    seen.add(full)
    for parent in found[1].bases:
        root = _root_of(sources.resolve(found[0].full(parent)), sources, roots, seen)
        if root:
            return root
    return ""
