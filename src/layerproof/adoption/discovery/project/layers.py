"""The backend's layers, each with globs that hold just its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from layerproof.adoption.discovery.folders import is_migration_path, is_test_path, is_within
from layerproof.adoption.discovery.project.layer_content import Content, look_into
from layerproof.adoption.discovery.project.layer_globs import write_globs
from layerproof.adoption.discovery.project.layer_names import LAYERS
from layerproof.adoption.discovery.project.layering import assign_layers
from layerproof.adoption.findings import Confidence, Found, Place
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import LayerFiles

_PLACES = 5


def find_layers(
    tree: ProjectTree, sources: Sequence[str], test_roots: Sequence[str]
) -> tuple[Found[LayerFiles], ...]:
    """Return the layers of the files below ``sources``, each with globs that hold just these."""
    files = [
        path
        for path in tree.python_files
        if is_within(path, sources) and not is_test_path(path, test_roots)
    ]
    speaking = [path for path in files if not is_migration_path(path)]
    contents = {path: _look(tree, path) for path in speaking}
    layer_of = assign_layers(speaking, sources, contents)
    beside = bool({"repository", "router"} & set(layer_of.values()))
    found = []
    for layer in LAYERS:
        own = [path for path in files if layer_of.get(path) == layer]
        globs = write_globs(layer, own, files, sources)
        if globs:
            found.append(_describe(layer, globs, own, contents, beside=beside))
    return tuple(found)


def _look(tree: ProjectTree, path: str) -> Content:
    return look_into(tree.nodes(path))


def _describe(
    layer: str,
    globs: tuple[str, ...],
    files: list[str],
    contents: Mapping[str, Content],
    *,
    beside: bool,
) -> Found[LayerFiles]:
    """Return the layer as a finding; names that the code bears out are more than a guess."""
    signs = Counter[str]()
    for path in files:
        content = contents[path]
        signs["routes"] += content.routes
        signs["uses of a session"] += content.queries
        signs["tables"] += content.mapped
        signs["shapes of data"] += content.shapes
    sign = {
        "repository": "uses of a session",
        "router": "routes",
        "model": "tables",
        "schema": "shapes of data",
    }.get(layer, "")
    count = signs[sign]
    why = f"names, and {count} {sign if count > 1 else _one(sign)}" if count else "names alone"
    if layer == "service" and beside:
        why = "names, beside other layers"
    confidence = Confidence.GUESS if why == "names alone" else Confidence.LIKELY
    places = tuple(Place(path) for path in files[:_PLACES])
    return Found(LayerFiles(layer, globs, tuple(files)), places, confidence, why)


def _one(sign: str) -> str:
    first, _, rest = sign.partition(" ")
    return f"{first.removesuffix('s')} {rest}".strip()
