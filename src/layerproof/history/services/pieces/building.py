"""Collecting the lines of a source file while a coverage file is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from layerproof.history.records.pieces import Branches, FileLines
from layerproof.history.services.pieces.branches import BranchLedger


@dataclass(slots=True)
class FileDraft:
    """A source file that is being read; it may come in several places of one file.

    A line that ran in one place has run. Line 0 stands for none: it is left out.
    """

    executed: set[int] = field(default_factory=set)
    statements: set[int] = field(default_factory=set)
    branches: dict[int, Branches] = field(default_factory=dict)

    def add_line(self, line: int, *, ran: bool) -> None:
        """Note a statement."""
        if line:
            self.statements.add(line)
            if ran:
                self.executed.add(line)

    def add_branches(self, line: int, branches: Branches) -> None:
        """Note the branches of a line."""
        known = self.branches.get(line)
        if known is not None:
            ledger = BranchLedger()
            ledger.note("", known)
            ledger.note("", branches)
            branches = ledger.merged()
        if line:
            self.branches[line] = branches

    def add_file(self, lines: FileLines) -> None:
        """Note all that another look at the same file has seen."""
        self.statements.update(lines.executed, lines.missing)
        self.executed.update(lines.executed)
        for line, branches in lines.branches.items():
            self.add_branches(line, branches)

    def finish(self, path: str) -> FileLines:
        """Return what was collected. A line with branches is a statement."""
        statements = self.statements | self.branches.keys()
        return FileLines(
            path=path,
            executed=tuple(sorted(self.executed)),
            missing=tuple(sorted(statements - self.executed)),
            branches=_sorted(self.branches),
        )


def _sorted(branches: Mapping[int, Branches]) -> Mapping[int, Branches]:
    return {line: branches[line] for line in sorted(branches)}


def finish_all(drafts: Mapping[str, FileDraft]) -> tuple[FileLines, ...]:
    """Return the files of a coverage file, by path."""
    return tuple(drafts[path].finish(path) for path in sorted(drafts))
