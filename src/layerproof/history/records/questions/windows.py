"""Windows: the newest runs of a project that fit, which every other question looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from layerproof.history.records.runs import Position


@dataclass(frozen=True, slots=True)
class WindowRun:
    """A run as far as questions about many runs need it."""

    key: int
    run_id: str
    created_at: datetime
    commit: str
    branch: str
    dirty: bool
    ruling: str
    partial: bool
    complete: bool
    branch_coverage: bool

    @property
    def place(self) -> tuple[datetime, int]:
        """Its place among the runs, older ones first."""
        return self.created_at, self.key


@dataclass(frozen=True, slots=True)
class WindowFilter:
    """Which runs a window is of.

    :param branch: only of this branch; ``None`` means of any.
    :param whole: only runs of which everything arrived, and that were not made in part.
    :param clean: only runs of a checkout without changes of its own.
    :param committed: only runs whose commit is known.
    :param measured: only runs that were kept or broken, and of which nothing was not measured.
    :param covered: only runs that tell of a measured layer, or of the whole source.
    :param branch_coverage: only runs that measured branches, or only those that did not.
    :param before: only runs that stand after this place in the list, which are older.
    """

    branch: str | None = None
    whole: bool = False
    clean: bool = False
    committed: bool = False
    measured: bool = False
    covered: bool = False
    branch_coverage: bool | None = None
    before: Position | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Some runs of one project, newest first. Only a repository makes one."""

    project: int
    runs: Sequence[WindowRun] = ()

    @property
    def keys(self) -> Sequence[int]:
        """The runs' keys, newest first."""
        return [run.key for run in self.runs]
