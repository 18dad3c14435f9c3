"""Whether all pieces of a run's coverage speak of the same thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

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


def find_mixed_sources(contents: Iterable[CoverageContent]) -> Mapping[str, Sequence[str]]:
    """Return the paths that may be of several files, and the sources in which those may lie.

    They are relative, and come from pieces that name different sources, which nobody has placed in
    the project. A file without a statement adds nothing to another one, and is none of them.
    """
    paths: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for content in contents:
        if content.sources:
            paths[content.sources].update(_find_relative(content))
    found: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for sources, inner in paths.items() if len(paths) > 1 else ():
        for path in inner:
            found[path].append(sources)
    return {path: sorted(set().union(*found[path])) for path in sorted(found) if found[path][1:]}


def _find_relative(content: CoverageContent) -> Iterable[str]:
    return (
        file.path
        for file in content.files
        if (file.executed or file.missing) and not is_absolute(file.path)
    )
