"""Coverage of all pieces of a run as one: a line that ran anywhere has run.

A line that one piece knows as a statement is one, whether or not another piece knows it. What a
suite has covered is counted against all statements of the run: files that it never imported are
uncovered, though its own coverage file may not have them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from layerproof.history.records.pieces import Branches, CoverageContent, FileLines
from layerproof.history.records.runs import CoverageCounts
from layerproof.history.services.pieces.branches import BranchLedger
from layerproof.history.services.pieces.limits import (
    MAX_RUN_BRANCHES,
    MAX_RUN_FILES,
    MAX_RUN_STATEMENTS,
)
from layerproof.history.services.pieces.refusals import refuse

_Ledgers = dict[int, BranchLedger]


@dataclass(slots=True)
class _Share:
    """What one suite has seen of a file."""

    executed: set[int] = field(default_factory=set)
    branches: _Ledgers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MergedFile:
    """A source file with what all suites, and each, have covered of it."""

    path: str
    statements: frozenset[int]
    executed: frozenset[int]
    branches: Mapping[int, Branches]
    counts: CoverageCounts
    by_suite: Mapping[str, CoverageCounts]
    lines_by_suite: Mapping[str, Sequence[int]]


class CoverageMerger:
    """Collects coverage, piece by piece; the order makes no difference."""

    def __init__(self) -> None:
        self._files: dict[str, _Draft] = {}
        self._suites: dict[str, None] = {}

    def add(self, suite: str, content: CoverageContent, *, variant: str = "") -> None:
        """Add a piece of a suite, made by a variant such as one of several Pythons."""
        self._suites[suite] = None
        for lines in content.files:
            draft = self._files.setdefault(lines.path, _Draft())
            draft.add(suite, lines, dialect=content.format, maker=variant)

    def finish(self) -> tuple[MergedFile, ...]:
        """Return the files, by path.

        :raises InvalidPieceError: there is more than a run may have.
        """
        _refuse_above("source files", len(self._files), MAX_RUN_FILES)
        statements = sum(len(draft.statements) for draft in self._files.values())
        _refuse_above("statements", statements, MAX_RUN_STATEMENTS)
        suites = sorted(self._suites)
        files = tuple(self._files[path].finish(path, suites) for path in sorted(self._files))
        _refuse_above("branches", sum(file.counts.branches for file in files), MAX_RUN_BRANCHES)
        return files


@dataclass(slots=True)
class _Draft:
    statements: set[int] = field(default_factory=set)
    all: _Share = field(default_factory=_Share)
    shares: dict[str, _Share] = field(default_factory=dict)

    def add(self, suite: str, lines: FileLines, *, dialect: str, maker: str) -> None:
        self.statements.update(lines.executed, lines.missing)
        for share in (self.all, self.shares.setdefault(suite, _Share())):
            share.executed.update(lines.executed)
            for line, branches in lines.branches.items():
                ledger = share.branches.setdefault(line, BranchLedger())
                ledger.note(dialect, branches, maker=maker)

    def finish(self, path: str, suites: Sequence[str]) -> MergedFile:
        merged = {line: self.all.branches[line].merged() for line in sorted(self.all.branches)}
        shares = {suite: self.shares.get(suite, _Share()) for suite in suites}
        return MergedFile(
            path=path,
            statements=frozenset(self.statements),
            executed=frozenset(self.all.executed),
            branches=merged,
            counts=self._count(self.all, merged),
            by_suite={suite: self._count(share, merged) for suite, share in shares.items()},
            lines_by_suite={suite: sorted(share.executed) for suite, share in shares.items()},
        )

    def _count(self, share: _Share, merged: Mapping[int, Branches]) -> CoverageCounts:
        total = sum(branches.total for branches in merged.values())
        taken = sum(
            min(ledger.merged().taken, merged[line].taken)
            for line, ledger in share.branches.items()
        )
        return CoverageCounts(
            statements=len(self.statements),
            missing=len(self.statements) - len(share.executed),
            branches=total,
            missing_branches=total - taken,
        )


def add_counts(counts: Iterable[CoverageCounts]) -> CoverageCounts:
    """Return the sum of counts."""
    listed = list(counts)
    return CoverageCounts(
        statements=sum(count.statements for count in listed),
        missing=sum(count.missing for count in listed),
        branches=sum(count.branches for count in listed),
        missing_branches=sum(count.missing_branches for count in listed),
    )


def _refuse_above(what: str, number: int, most: int) -> None:
    if number > most:
        problem = f"with this piece there would be {number} {what}, more than {most}"
        raise refuse("the run", problem, kind="a piece of a run")
