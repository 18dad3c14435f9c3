"""Globs in Layerproof's own language that hold exactly the given files.

Every glob that is taken holds none of the other files: two layers never meet in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from layerproof.adoption.discovery.folders import folders_of, is_within
from layerproof.adoption.discovery.project.layer_names import layer_of_file, layer_of_folder
from layerproof.core.config.globs import compile_glob
from layerproof.errors import ConfigError


def write_globs(
    files: Sequence[str], universe: Sequence[str], sources: Sequence[str]
) -> tuple[str, ...]:
    """Return globs that hold ``files`` and nothing else of the ``universe``.

    The fewest that a greedy choice finds; of two that hold the same, the plainer one.
    """
    wanted = set(files)
    holds: dict[str, frozenset[str]] = {}
    for glob in dict.fromkeys(_propose(files, sources)):
        held = _match(glob, universe)
        if held and held <= wanted:
            holds[glob] = held
    chosen: list[str] = []
    missing = set(files)
    while missing and holds:
        best = min(holds, key=partial(_rank, holds, missing))
        if not holds[best] & missing:
            break
        chosen.append(best)
        missing -= holds[best]
    return tuple(sorted(_without_idle(chosen, holds)))


def escape_glob(path: str) -> str:
    """Return a glob that holds one path: characters with a meaning stand in brackets."""
    return re.sub(r"[*?\[]", lambda match: f"[{match[0]}]", path)


def _rank(holds: dict[str, frozenset[str]], missing: set[str], glob: str) -> tuple[int, ...]:
    return (-len(holds[glob] & missing), glob.count("*"), len(glob))


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


def _propose(files: Sequence[str], sources: Sequence[str]) -> Iterator[str]:
    for path in files:
        root = next((source for source in sources if is_within(path, (source,))), ".")
        start = "" if root == "." else f"{escape_glob(root)}/"
        folder, _, name = path.rpartition("/")
        stem = name.removesuffix(".py")
        yield escape_glob(path)
        yield f"{start}**/{escape_glob(name)}"
        for ending in _endings(stem):
            yield f"{start}**/{ending}.py"
            yield f"{escape_glob(folder)}/{ending}.py" if folder else f"{ending}.py"
        for inner in folders_of(path):
            if not is_within(inner, (root,)):
                continue
            yield f"{escape_glob(inner)}/**"
            last = inner.rpartition("/")[2]
            if inner != root and layer_of_folder(last):
                yield f"{start}**/{escape_glob(last)}/**"
        if folder:
            yield f"{escape_glob(folder)}/*.py"


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
