"""The backend's layers: by the names of folders and files, the code deciding where those differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from layerproof.adoption.discovery.folders import folders_of, is_test_path, is_within
from layerproof.adoption.discovery.project.layer_content import Content, look_into
from layerproof.adoption.discovery.project.layer_globs import write_globs
from layerproof.adoption.discovery.project.layer_names import (
    LAYERS,
    MEASURED,
    doubtful_layer_of_file,
    doubtful_layer_of_folder,
    layer_of_file,
    layer_of_folder,
)
from layerproof.adoption.findings import Confidence, Found, Place
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import LayerFiles

_NOTHING = Content()
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
    contents = {path: _look(tree, path) for path in files}
    layer_of = assign_layers(files, sources, contents)
    found = []
    for layer in LAYERS:
        own = [path for path in files if layer_of.get(path) == layer]
        globs = write_globs(own, files, sources)
        if globs:
            found.append(_describe(layer, globs, own, contents))
    return tuple(found)


def assign_layers(
    files: Sequence[str], sources: Sequence[str], contents: Mapping[str, Content]
) -> dict[str, str]:
    """Return the layer of each file that has one."""
    named = _name_roots(files, sources)
    layer_of = {
        path: layer
        for path in files
        if (layer := _judge(path, named, contents.get(path, _NOTHING))) is not None
    }
    if "router" not in layer_of.values():
        layer_of.update(_fall_back_to_routes(layer_of, contents))
    return _follow_neighbours(files, layer_of)


def _look(tree: ProjectTree, path: str) -> Content:
    module = tree.parse(path)
    return look_into(module.tree) if module else _NOTHING


def _name_roots(files: Sequence[str], sources: Sequence[str]) -> frozenset[str]:
    """Return the source folders whose own name is that of the product, not of a layer.

    A package may be called ``service``: where it holds another layer within, or is the only
    source, its name says nothing.
    """
    mute = set()
    for source in sources:
        layer = layer_of_folder(PurePosixPath(source).name)
        inner = {_name_layer(path, source) for path in files if is_within(path, (source,))}
        if layer is None or len(sources) == 1 or inner - {None, layer}:
            mute.add(source)
    outer = {folder for source in sources for folder in folders_of(source)}
    return frozenset(mute | outer)


def _name_layer(path: str, source: str) -> str | None:
    inner = [f.rpartition("/")[2] for f in folders_of(path) if f != source]
    inner = inner[len(folders_of(source)) :]
    layers = [layer_of_folder(name) for name in inner]
    return layer_of_file(PurePosixPath(path).stem) or next(filter(None, reversed(layers)), None)


def _judge(path: str, mute: frozenset[str], content: Content) -> str | None:
    folders = [f.rpartition("/")[2] for f in folders_of(path) if f not in mute]
    stem = PurePosixPath(path).stem
    parent = layer_of_folder(folders[-1]) if folders else None
    own = layer_of_file(stem)
    if parent and own and parent != own:
        return _settle(parent, own, content)
    certain = parent or own or next(filter(None, map(layer_of_folder, reversed(folders))), None)
    if certain:
        return "router" if content.router and content.routes and certain == "service" else certain
    return _judge_doubtful(stem, folders, content)


def _settle(parent: str, own: str, content: Content) -> str:
    """Decide between folder and file: files of a layer's folder are called after what they treat.

    ``routers/services.py`` are the routes of services; the code can say otherwise.
    """
    if "router" in (parent, own) and content.routes:
        return "router"
    if "repository" in (parent, own) and content.queries and not content.routes:
        return "repository"
    return parent


def _judge_doubtful(stem: str, folders: list[str], content: Content) -> str | None:
    hints = [doubtful_layer_of_file(stem), *map(doubtful_layer_of_folder, reversed(folders))]
    if "router" in hints and content.routes and not content.application:
        return "router"
    if "repository" in hints and content.queries > 1 and not content.routes:
        return "repository" if not content.mapped else None
    if content.router and content.routes and not content.application:
        return "router"
    return None


def _fall_back_to_routes(
    layer_of: Mapping[str, str], contents: Mapping[str, Content]
) -> dict[str, str]:
    """Return files with routes as routers, for a backend that has no other."""
    return {
        path: "router"
        for path, content in contents.items()
        if content.routes and path not in layer_of
    }


def _follow_neighbours(files: Sequence[str], layer_of: Mapping[str, str]) -> dict[str, str]:
    """Give an ``__init__.py`` the layer that every other module of its folder has."""
    around: dict[str, set[str | None]] = {}
    for path in files:
        folder, _, name = path.rpartition("/")
        if name != "__init__.py":
            around.setdefault(folder, set()).add(layer_of.get(path))
    whole = dict(layer_of)
    for path in files:
        folder, _, name = path.rpartition("/")
        layers = around.get(folder, set())
        if name == "__init__.py" and path not in layer_of and len(layers) == 1:
            (layer,) = layers
            if layer is not None and layer_of_file(folder.rpartition("/")[2]) is None:
                whole[path] = layer
    return whole


def _describe(
    layer: str, globs: tuple[str, ...], files: list[str], contents: Mapping[str, Content]
) -> Found[LayerFiles]:
    signs = Counter[str]()
    for path in files:
        content = contents.get(path, _NOTHING)
        signs["routes"] += content.routes
        signs["queries"] += content.queries
    why, confidence = "names", Confidence.GUESS if layer in MEASURED else Confidence.LIKELY
    if layer == "router" and signs["routes"]:
        why, confidence = f"names and {signs['routes']} routes", Confidence.LIKELY
    elif layer == "repository" and signs["queries"]:
        why, confidence = f"names and {signs['queries']} uses of a session", Confidence.LIKELY
    elif layer == "service":
        confidence = Confidence.LIKELY
    places = tuple(Place(path) for path in files[:_PLACES])
    return Found(LayerFiles(layer, globs, tuple(files)), places, confidence, why)
