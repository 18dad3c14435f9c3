"""Which layer each file is in: names say it, and the code decides where those differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath

from layerproof.adoption.discovery.folders import folders_of, is_within
from layerproof.adoption.discovery.project.layer_content import NOTHING, Content
from layerproof.adoption.discovery.project.layer_names import (
    doubtful_layer_of_file,
    doubtful_layer_of_folder,
    layer_of_file,
    layer_of_folder,
)

#: What in a file's code bears out the layer that its name alone speaks for.
_BORNE_OUT: Mapping[str, Callable[[Content], bool]] = {
    "repository": lambda content: bool(content.queries or content.stores),
    "router": lambda content: bool(content.routes or content.router),
    "model": lambda content: bool(content.mapped),
    "schema": lambda content: bool(content.shapes),
}


def assign_layers(
    files: Sequence[str], sources: Sequence[str], contents: Mapping[str, Content]
) -> dict[str, str]:
    """Return the layer of each file that has one."""
    mute = _mute_folders(files, sources)
    layer_of: dict[str, str] = {}
    by_name: dict[str, str | None] = {}
    for path in files:
        folders = [f.rpartition("/")[2] for f in folders_of(path) if f not in mute]
        content = contents.get(path, NOTHING)
        layer = _judge(path, folders, content)
        if layer is not None:
            layer_of[path] = layer
            around = _innermost(folders)
            if layer != around:
                by_name[path] = around
    _drop_unlike(layer_of, by_name, contents)
    _add_doubtful(files, mute, layer_of, contents)
    return _follow_neighbours(files, layer_of)


def _mute_folders(files: Sequence[str], sources: Sequence[str]) -> frozenset[str]:
    """Return the folders whose own name is that of the product, not of a layer.

    A package may be called ``service``: where it is the only source, or holds another layer
    within, its name says nothing. Folders around the sources never say anything.
    """
    mute = set()
    for source in sources:
        layer = layer_of_folder(PurePosixPath(source).name)
        inner = {
            _name_layer(path, source)
            for path in (files if layer else ())
            if is_within(path, (source,))
        }
        if len(sources) == 1 or inner - {None, layer}:
            mute.add(source)
    outer = {folder for source in sources for folder in folders_of(source)}
    return frozenset(mute | outer)


def _name_layer(path: str, source: str) -> str | None:
    """Return the layer that the names below a source folder speak for."""
    inner = path.removeprefix(f"{source}/").split("/")[:-1]
    layers = filter(None, map(layer_of_folder, reversed(inner)))
    return layer_of_file(PurePosixPath(path).stem) or next(layers, None)


def _judge(path: str, folders: Sequence[str], content: Content) -> str | None:
    """Return the layer that a file's names speak for: its folder's, its own, an outer folder's."""
    parent = layer_of_folder(folders[-1]) if folders else None
    own = layer_of_file(PurePosixPath(path).stem)
    if parent and own and parent != own:
        return _settle(parent, own, content)
    named = parent or own or _innermost(folders)
    if content.router and content.routes and not content.application:
        return "router"
    return _look_closer(content) if named == "model" else named


def _look_closer(content: Content) -> str:
    """Return what a module among models is: some keep Pydantic's there, and some their queries."""
    if content.mapped:
        return "model"
    if content.shapes:
        return "schema"
    return "repository" if content.queries > 1 else "model"


def _innermost(folders: Sequence[str]) -> str | None:
    return next(filter(None, map(layer_of_folder, reversed(folders))), None)


def _settle(parent: str, own: str, content: Content) -> str:
    """Decide between folder and file: files of a layer's folder are called after what they treat.

    ``routers/services.py`` are the routes of services; the code can say otherwise.
    """
    if content.routes:
        return "router"
    if "repository" in (parent, own) and content.queries and not content.mapped:
        return "repository"
    return parent


def _drop_unlike(
    layer_of: dict[str, str], by_name: Mapping[str, str | None], contents: Mapping[str, Content]
) -> None:
    """Take out files that have a layer's name and nothing of it, where others have it.

    ``core/tables.py`` that draws tables is no model, if there are models elsewhere. Such a file
    falls to the layer of the folders around it: ``by_name`` has that.
    """
    for layer, is_borne_out in _BORNE_OUT.items():
        held = [path for path, each in layer_of.items() if each == layer]
        if not any(is_borne_out(contents.get(path, NOTHING)) for path in held):
            continue
        for path in held:
            if path in by_name and not is_borne_out(contents.get(path, NOTHING)):
                around = by_name[path]
                if around is None:
                    del layer_of[path]
                else:
                    layer_of[path] = around


def _add_doubtful(
    files: Sequence[str],
    mute: frozenset[str],
    layer_of: dict[str, str],
    contents: Mapping[str, Content],
) -> None:
    """Add files whose names speak for a layer in some projects only, if their code agrees.

    Repositories are looked for so only where nothing is called one; the application's own module
    is a router only where there is no other.
    """
    has_repositories = "repository" in layer_of.values()
    waiting = [path for path in files if path not in layer_of]
    for path in waiting:
        content = contents.get(path, NOTHING)
        hints = _doubtful_hints(path, mute)
        if "router" in hints and content.routes and not content.application:
            layer_of[path] = "router"
        elif "repository" in hints and not has_repositories and _queries_alone(content):
            layer_of[path] = "repository"
    _fill_folders(files, mute, layer_of)
    if "router" not in layer_of.values():
        layer_of.update({p: "router" for p in waiting if contents.get(p, NOTHING).routes})


def _fill_folders(files: Sequence[str], mute: frozenset[str], layer_of: dict[str, str]) -> None:
    """Give whole folders to the layer that at least half of their modules have by their code.

    What lies beside routes in ``api`` belongs to the edge as well, unless another layer has a part
    of the folder.
    """
    below: dict[str, list[str]] = {}
    for path in files:
        for folder in folders_of(path):
            below.setdefault(folder, []).append(path)
    for folder, paths in below.items():
        layer = doubtful_layer_of_folder(folder.rpartition("/")[2])
        if folder in mute or layer is None:
            continue
        modules = [path for path in paths if not path.endswith("/__init__.py")]
        layers = [layer_of.get(path) for path in modules]
        if set(layers) <= {layer, None} and 2 * layers.count(layer) >= len(modules) > 0:
            layer_of.update(dict.fromkeys(paths, layer))


def _doubtful_hints(path: str, mute: frozenset[str]) -> list[str | None]:
    folders = [f.rpartition("/")[2] for f in folders_of(path) if f not in mute]
    stem = PurePosixPath(path).stem
    return [doubtful_layer_of_file(stem), *map(doubtful_layer_of_folder, folders)]


def _queries_alone(content: Content) -> bool:
    """Whether a module uses sessions, and neither makes them nor serves routes or maps tables."""
    return content.queries > 1 and not (content.routes or content.mapped or content.engine)


def _follow_neighbours(files: Sequence[str], layer_of: Mapping[str, str]) -> dict[str, str]:
    """Give an ``__init__.py`` the layer that every other module of its folder has.

    Not where they have it by their own names: ``orders/service.py`` makes no layer of ``orders``.
    """
    around: dict[str, set[str | None]] = {}
    for path in files:
        folder, _, name = path.rpartition("/")
        if name != "__init__.py":
            own = layer_of_file(PurePosixPath(path).stem)
            around.setdefault(folder, set()).add(None if own else layer_of.get(path))
    whole = dict(layer_of)
    for path in files:
        folder, _, name = path.rpartition("/")
        layers = around.get(folder, set())
        if name == "__init__.py" and path not in layer_of and len(layers) == 1:
            (layer,) = layers
            if layer is not None:
                whole[path] = layer
    return whole
