"""Whether all pieces of a run's coverage speak of the same thing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from layerproof.history.records.pieces import CoverageContent
from layerproof.history.services.pieces.merging import MergedFile
from layerproof.history.services.pieces.paths import is_absolute


def are_branches_mixed(contents: Sequence[CoverageContent], files: Sequence[MergedFile]) -> bool:
    """Whether some pieces were measured with branches, and some without.

    Cobertura and LCOV do not say it of a file without a branch. Such a file was measured without if
    it has a line as a statement of which another piece knows branches.

    :param files: all pieces together.
    """
    if {True, False} <= {content.branch for content in contents}:
        return True
    unsaid = [content for content in contents if content.branch is None]
    return bool(unsaid) and _have_any(unsaid, _find_branch_lines(files))


def _find_branch_lines(files: Iterable[MergedFile]) -> Mapping[str, frozenset[int]]:
    return {
        file.path: frozenset(line for line, known in file.branches.items() if known.total)
        for file in files
        if file.branches
    }


def _have_any(contents: Iterable[CoverageContent], lines: Mapping[str, frozenset[int]]) -> bool:
    """Whether a piece has one of these lines as a statement."""
    return any(
        not known.isdisjoint(file.executed) or not known.isdisjoint(file.missing)
        for content in contents
        for file in content.files
        if (known := lines.get(file.path))
    )


@dataclass(frozen=True, slots=True)
class MixedSources:
    """The first path that may be of several files, their sources, and how many such paths are."""

    path: str
    sources: Sequence[str]
    paths: int


def find_mixed_sources(contents: Iterable[CoverageContent]) -> MixedSources | None:
    """Return what is told of paths that may be of several files; ``None`` if there is none.

    They are relative, and come from pieces that name different sources, which nobody has placed in
    the project. A file without a statement adds nothing to another one, and is none of them.
    """
    paths: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for content in contents:
        if content.sources:
            paths[content.sources].update(_find_relative(content))
    counts = Counter(path for inner in paths.values() for path in inner)
    mixed = [path for path, count in counts.items() if count > 1]
    if not mixed:
        return None
    first = min(mixed)
    sources = {source for named, inner in paths.items() if first in inner for source in named}
    return MixedSources(first, sorted(sources), len(mixed))


def _find_relative(content: CoverageContent) -> Iterable[str]:
    return (
        file.path
        for file in content.files
        if (file.executed or file.missing) and not is_absolute(file.path)
    )
