"""Globs in Layerproof's own language that hold exactly the given files.

Every glob that is taken holds none of the other files: two layers never meet in one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from layerproof.adoption.discovery.folders import folders_of, is_within
from layerproof.adoption.discovery.project.layer_names import (
    doubtful_layer_of_folder,
    layer_of_file,
    layer_of_folder,
)
from layerproof.core.config.globs import compile_glob, escape_glob
from layerproof.errors import ConfigError


def write_globs(
    layer: str, files: Sequence[str], universe: Sequence[str], sources: Sequence[str]
) -> tuple[str, ...]:
    """Return globs that hold a layer's ``files`` and nothing else of the ``universe``.

    The fewest that a greedy choice finds; of two that hold the same, the plainer one.
    """
    wanted = set(files)
    costs: dict[str, int] = {}
    for glob, cost in _propose(layer, files, sources):
        costs[glob] = min(cost, costs.get(glob, cost))
    holds = {
        escape_glob(path): frozenset({path}) for path in files if _match(escape_glob(path), [path])
    }
    for glob in costs:
        held = holds.get(glob) or _match(glob, universe)
        if held and held <= wanted:
            holds[glob] = held
    chosen: list[str] = []
    missing = set(files)
    while missing and holds:
        best = min(holds, key=lambda g: (-len(holds[g] & missing), costs[g], len(g), g))
        if not holds[best] & missing:
            break
        chosen.append(best)
        missing -= holds[best]
    return tuple(sorted(_without_idle(chosen, holds)))


def _without_idle(chosen: list[str], holds: dict[str, frozenset[str]]) -> list[str]:
    """Leave out each glob whose files the others hold."""
    kept = list(chosen)
    for glob in chosen:
        others = [holds[other] for other in kept if other != glob]
        if others and holds[glob] <= frozenset().union(*others):
            kept.remove(glob)
    return kept


def _match(glob: str, universe: Iterable[str]) -> frozenset[str]:
    try:
        matches = compile_glob(glob)
    except ConfigError:
        # A path that the table's language cannot write, such as one with a backslash.
        return frozenset()
    return frozenset(filter(matches, universe))


def _propose(layer: str, files: Sequence[str], sources: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield globs that may fit, each with what it costs in plainness.

    A folder that is called after a layer is plainest, and takes in the files still to come.
    """
    names = Counter(path.rpartition("/")[2] for path in files)
    for path in files:
        root = next((source for source in sources if is_within(path, (source,))), ".")
        start = "" if root == "." else f"{escape_glob(root)}/"
        folder, _, name = path.rpartition("/")
        stem = name.removesuffix(".py")
        yield escape_glob(path), 1
        if names[name] > 1:
            yield f"{start}**/{escape_glob(name)}", 3
        for ending in _endings(stem):
            yield f"{start}**/{ending}.py", 3
            yield (f"{escape_glob(folder)}/{ending}.py" if folder else f"{ending}.py"), 2
        for inner in folders_of(path):
            if not is_within(inner, (root,)):
                continue
            last = inner.rpartition("/")[2]
            speaks = layer in (layer_of_folder(last), doubtful_layer_of_folder(last))
            if inner == root and not speaks:
                continue
            yield f"{escape_glob(inner)}/**", 0 if speaks else 4
            if inner != root and speaks:
                yield f"{start}**/{escape_glob(last)}/**", 3
        if folder:
            yield f"{escape_glob(folder)}/*.py", 4


def _endings(stem: str) -> Iterator[str]:
    """Yield ``*_service`` for ``order_service``, ``crud_*`` for ``crud_user``."""
    if layer_of_file(stem) is None:
        return
    first, _, _ = stem.partition("_")
    if first != stem and layer_of_file(first):
        yield f"{escape_glob(first)}_*"
    for match in re.finditer("_", stem):
        last = stem[match.end() :]
        if layer_of_file(last):
            yield f"*_{escape_glob(last)}"
