"""Which metadata knows every table, and after whose import."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from layerproof.adoption.discovery.backend.declarative import SQLMODEL, Family
from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.findings import Confidence, Found, Place
from layerproof.adoption.survey import Model


def find_metadata(
    sources: Sources, families: tuple[Family, ...], models: tuple[Found[Model], ...]
) -> Found[str] | None:
    """Return the target of the metadata, such as ``shop.models:Base.metadata``.

    The module is one after whose import every model is registered, where there is one.
    """
    mapped = {found.value.target.partition(":")[0] for found in models}
    for family in families:
        own = {each.source.name for each in family.members if each.source.name in mapped}
        if own or family.source is not None:
            return _told(family, own, sources, families)
    return _plain_metadata(sources)


def _told(
    family: Family, modules: set[str], sources: Sources, families: tuple[Family, ...]
) -> Found[str]:
    name = family.root.rpartition(".")[2]
    home = family.source.name if family.source else "sqlmodel"
    chosen, whole = _registering(family.root, home, modules, sources)
    reached = sources.by_name.get(chosen)
    local = _local_name(family.root, reached, sources) if reached else name
    place = (
        family.source.place(family.node)
        if family.source and family.node
        else Place(reached.path)
        if reached
        else next((Place(each.source.path) for each in family.members), Place("pyproject.toml"))
    )
    why = []
    if not whole:
        missing = sorted(modules - {chosen})
        why.append(f"models stand elsewhere, import them as well: {', '.join(missing[:4])}")
    elif chosen != home:
        why.append(f"importing {chosen} registers every model; {name} is defined in {home}")
    others = [each.root for each in families if each.members and each.root != family.root]
    if others:
        why.append(f"there are other bases: {', '.join(others[:3])}")
    confidence = Confidence.CERTAIN if whole and not others else Confidence.LIKELY
    places = (place,) if not reached or reached.path == place.path else (place, Place(reached.path))
    return Found(f"{chosen}:{local}.metadata", places, confidence, "; ".join(why))


def _registering(root: str, home: str, modules: set[str], sources: Sources) -> tuple[str, bool]:
    """Return the module to name, and whether importing it registers every model."""
    edges = {each.name: _imported(each, sources) for each in sources.all}
    closures = {
        each.name: _closure(each.name, edges)
        for each in sources.product
        if _local_name(root, each, sources)
    }
    able = [name for name, closure in closures.items() if modules <= closure]
    if home in able:
        return home, True
    if able:
        return min(able, key=lambda name: (_rank(name), len(closures[name]), name)), True
    return home, False


def _rank(name: str) -> int:
    words = set(name.split("."))
    return 0 if words & {"models", "model", "tables", "db", "database", "entities", "orm"} else 1


def _imported(source: Source, sources: Sources) -> frozenset[str]:
    """Return the modules of the project that a module imports, their packages among them."""
    found: set[str] = set()
    for full in (source.name, *source.imported_modules):
        # What is imported of a module may be a name in it; its packages are imported before it.
        parts = full.split(".")
        names = (".".join(parts[:length]) for length in range(1, len(parts) + 1))
        found |= {name for name in names if name in sources.by_name}
    return frozenset(found)


def _closure(name: str, edges: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return every module of the project that is imported when ``name`` is."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += edges.get(here, ())
    return frozenset(seen)


def _local_name(root: str, source: Source, sources: Sources) -> str:
    """Return the name that the base has in a module, or an empty string."""
    if f"{source.name}.{root.rpartition('.')[2]}" == root:
        return root.rpartition(".")[2]
    for local, full in source.top_imports.items():
        if full == root or (root != SQLMODEL and sources.resolve(full) == root):
            return local
    name = root.rpartition(".")[2]
    starred = any(sources.resolve(f"{star}.{name}") == root for star in source.stars)
    return name if starred else ""


def _plain_metadata(sources: Sources) -> Found[str] | None:
    """Return a ``MetaData()`` with tables of its own, where there is no declarative base."""
    for source in sources.mentioning("MetaData("):
        for name, node in source.definitions.items():
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            if isinstance(value, ast.Call) and source.full(value.func).endswith(".MetaData"):
                where = [each for each in sources.product if each.mentions("Table(")]
                tables = [each.name for each in where if each.name != source.name]
                why = f"tables stand elsewhere: {', '.join(tables[:4])}" if tables else ""
                confidence = Confidence.LIKELY if tables else Confidence.CERTAIN
                return Found(f"{source.name}:{name}", (source.place(node),), confidence, why)
    return None
