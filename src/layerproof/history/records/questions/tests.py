"""Tests: how they ended in one run, through many runs, and what they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from layerproof.history.records.questions.windows import WindowRun


class Outcome(StrEnum):
    """What a result means. ``xfailed`` and ``xpassed`` break no run: they are passed."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class TestName:
    """A test of a project. ``test_id`` are 32 hexadecimal digits that follow from the names."""

    __test__ = False

    test_id: str
    suite: str
    nodeid: str


class RunTestSort(StrEnum):
    """What comes first among the tests of a run: the slowest, by name, or what failed."""

    SECONDS = "seconds"
    NAME = "name"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class RunTestFilter:
    """Which tests of a run are asked for; ``search`` is a part of the name, in any case."""

    suite: str | None = None
    result: str | None = None
    search: str | None = None
    sort: RunTestSort = RunTestSort.RESULT


@dataclass(frozen=True, slots=True)
class RunTest:
    """How a test ended in a part of a run; ``position`` is its place in the report."""

    position: int
    test: TestName
    part: str
    variant: str
    result: str
    seconds: float
    retries: int
    message: str


@dataclass(frozen=True, slots=True)
class RunTestPage:
    """Some tests of a run. ``next`` is the cursor of the following page, if there is one."""

    tests: Sequence[RunTest]
    next: str | None


@dataclass(frozen=True, slots=True)
class Sighting:
    """How a test was seen to end, once: in one part of one run, at one try."""

    run: WindowRun
    part: str
    variant: str
    position: int
    result: str
    seconds: float
    retries: int
    message: str = ""


@dataclass(frozen=True, slots=True)
class SightingPlace:
    """A place in a test's history, newest first: just after that sighting."""

    created_at: datetime
    run: int
    position: int


@dataclass(frozen=True, slots=True)
class TestHistory:
    """One test through the runs, newest first."""

    __test__ = False

    test: TestName
    sightings: Sequence[Sighting]
    next: str | None


class SlowSort(StrEnum):
    """What comes first among slow tests: those that take most, or those that grew most."""

    SECONDS = "seconds"
    GROWTH = "growth"


@dataclass(frozen=True, slots=True)
class SlowQuestion:
    """Which tests take longest. ``branch`` of ``None`` is the project's main branch."""

    branch: str | None = None
    suite: str | None = None
    runs: int = 10
    sort: SlowSort = SlowSort.SECONDS
    limit: int = 50


@dataclass(frozen=True, slots=True)
class SlowTest:
    """What a test takes on average: in the newest runs, and in as many before them.

    ``before`` is ``None`` where it did not run then.
    """

    test: TestName
    seconds: float
    before: float | None

    @property
    def growth(self) -> float | None:
        """How many seconds it takes more than before."""
        return None if self.before is None else self.seconds - self.before

    @property
    def ratio(self) -> float | None:
        """How many times as long as before it takes; ``None`` where that was no time."""
        return self.seconds / self.before if self.before else None


@dataclass(frozen=True, slots=True)
class SlowPage:
    """The first of the slow tests, and how many tests there are in all."""

    items: Sequence[SlowTest] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class SlowTests:
    """The slowest tests of a branch, and how many runs were looked at, newest and before."""

    branch: str
    runs: int
    runs_before: int
    page: SlowPage


@dataclass(frozen=True, slots=True)
class DurationQuestion:
    """What each test takes. ``branch`` of ``None`` is the project's main branch."""

    branch: str | None = None
    suite: str | None = None
    runs: int = 5


@dataclass(frozen=True, slots=True)
class TestDuration:
    """The median of what a test took where it passed, over some runs."""

    __test__ = False

    suite: str
    nodeid: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Durations:
    """What each test takes, by suite and name. ``cut`` says that there are more tests."""

    branch: str
    runs: int
    items: Sequence[TestDuration] = ()
    cut: bool = False
