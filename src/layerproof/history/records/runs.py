"""Runs and what their reports say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from layerproof.history.records.access import ProjectScope


@dataclass(frozen=True, slots=True)
class CoverageCounts:
    """Statements and branches that there were, and those that did not run."""

    statements: int = 0
    missing: int = 0
    branches: int = 0
    missing_branches: int = 0

    @property
    def total(self) -> int:
        """Statements and branches that could run."""
        return self.statements + self.branches

    @property
    def covered(self) -> int:
        """Statements and branches that ran."""
        return self.total - self.missing - self.missing_branches


@dataclass(frozen=True, slots=True)
class TestCounts:
    """How many tests were selected, and how those that ran ended."""

    __test__ = False

    selected: int = 0
    passed: int = 0
    failed: int = 0
    error: int = 0
    skipped: int = 0
    xfailed: int = 0
    xpassed: int = 0


@dataclass(frozen=True, slots=True)
class ReasonRecord:
    """Why a verdict is not kept."""

    ruling: str
    code: str
    message: str
    advice: str = ""
    suite: str | None = None
    layer: str | None = None
    path: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class SuiteRecord:
    """One suite of a run. ``seconds`` is what its parts took together."""

    name: str
    ruling: str
    required: bool
    expected: int
    arrived: int
    seconds: float
    tests: TestCounts


@dataclass(frozen=True, slots=True)
class LayerRecord:
    """One layer of a run (or the whole source, ``total``): merged counts, and each suite's."""

    name: str
    measured: bool
    files: int
    counts: CoverageCounts
    by_suite: Mapping[str, CoverageCounts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GateRecord:
    """One gate and what was held to it; ``threshold`` as in ``report.json``."""

    scope: str
    layer: str
    kind: str
    threshold: int
    covered: int
    total: int
    uncovered: int
    ruling: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class TestResult:
    """How one test ended in one part of a run; ``seconds`` is the whole test.

    ``variant`` tells parts of one suite apart that run the same tests (the Python version);
    ``retries`` is how often the test was tried again in its part before it ended so.
    """

    __test__ = False

    suite: str
    part: str
    nodeid: str
    result: str
    seconds: float
    message: str = ""
    variant: str = ""
    retries: int = 0


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What identifies a run and what came of it. ``created_at`` is in UTC.

    A run that arrives in pieces has as many files as ``pieces`` says (else 0), and is ``complete``
    when all are there.
    """

    run_id: str
    project: str
    created_at: datetime
    commit: str
    branch: str
    dirty: bool
    ruling: str
    exit_code: int
    partial: bool
    branch_coverage: bool
    schema_version: int
    tool_version: str
    digest: str
    complete: bool = True
    pieces: int = 0


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run that is about to be stored.

    ``document`` is the whole report, canonical JSON compressed with zlib; ``layers`` ends with
    the one named ``total`` where something was measured.
    """

    facts: RunFacts
    document: bytes
    reasons: Sequence[ReasonRecord] = ()
    notes: Sequence[str] = ()
    suites: Sequence[SuiteRecord] = ()
    layers: Sequence[LayerRecord] = ()
    gates: Sequence[GateRecord] = ()
    tests: Sequence[TestResult] = ()


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run as a list shows it. ``key`` is the order of arrival, ``received_at`` in UTC."""

    key: int
    facts: RunFacts
    received_at: datetime
    tests: TestCounts
    total: CoverageCounts | None


@dataclass(frozen=True, slots=True)
class PushedRun:
    """A run that is stored, and where; ``created`` says whether it is new, or was there already."""

    project: ProjectScope
    run: StoredRun
    created: bool


@dataclass(frozen=True, slots=True)
class RunDetail:
    """A run with everything that is told of it on its own page."""

    run: StoredRun
    reasons: Sequence[ReasonRecord]
    notes: Sequence[str]
    suites: Sequence[SuiteRecord]
    layers: Sequence[LayerRecord]
    total: LayerRecord | None
    gates: Sequence[GateRecord]


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the list of runs, newest first: just after the run created then, with that key."""

    created_at: datetime
    key: int


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which runs are asked for; ``None`` means any."""

    branch: str | None = None
    commit: str | None = None
    ruling: str | None = None
    complete: bool | None = None


@dataclass(frozen=True, slots=True)
class RunPage:
    """Some runs, newest first. ``next`` is the cursor of the following page, if there is one."""

    runs: Sequence[StoredRun]
    next: str | None
