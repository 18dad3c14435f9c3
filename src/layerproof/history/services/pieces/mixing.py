"""Whether all pieces of a run's coverage speak of the same thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from layerproof.history.records.pieces import CoverageContent
from layerproof.history.services.pieces.merging import MergedFile


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
