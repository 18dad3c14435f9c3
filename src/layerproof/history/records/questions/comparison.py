"""One run against another one, its base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from layerproof.history.records.questions.tests import Outcome, TestName
from layerproof.history.records.runs import CoverageCounts, StoredRun, SuiteRecord

T = TypeVar("T")


#: Half as long again is more than the usual noise of a machine,
SLOWER_TIMES = 1.5

#: and a tenth of a second is worth a look: most tests take a few milliseconds, which double easily.
SLOWER_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Slower:
    """From when on a test is newly slow: from that many times as long, if it is so much more."""

    times: float = SLOWER_TIMES
    seconds: float = SLOWER_SECONDS


@dataclass(frozen=True, slots=True)
class ComparisonQuestion:
    """What a run is held against.

    :param base: the base's id; ``None`` is the newest whole run of the main branch before it.
    :param limit: how many tests, or files, each list has at most.
    """

    base: str | None = None
    slower: Slower = Slower()
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that cannot be compared, and why; ``code`` is stable, ``message`` for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class LayerChange:
    """A layer before and after. ``fell`` is ``None`` where that cannot be said."""

    name: str
    before: CoverageCounts | None
    after: CoverageCounts | None
    fell: bool | None


@dataclass(frozen=True, slots=True)
class SuiteChange:
    """A suite before and after; ``None`` where it is not in the run."""

    name: str
    before: SuiteRecord | None
    after: SuiteRecord | None


@dataclass(frozen=True, slots=True)
class Ending:
    """How a test ended in a run, all its parts of one variant together.

    ``seconds`` is the mean over the parts in which it passed; ``None`` if there is none.
    """

    outcome: Outcome
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Failure:
    """Where a test failed in a run, and what it said."""

    part: str
    message: str


@dataclass(frozen=True, slots=True)
class TestPair:
    """One variant of a test in a run and in its base."""

    __test__ = False

    test: int
    suite: str
    variant: str
    before: Ending | None
    after: Ending | None


@dataclass(frozen=True, slots=True)
class TestChange:
    """A test that is not as it was. ``part`` and ``message`` are of its failure, if it failed."""

    __test__ = False

    test: TestName
    variant: str
    before: Ending | None
    after: Ending | None
    part: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Bounded(Generic[T]):
    """The first of some things, and how many there are in all."""

    items: Sequence[T] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class FileLines:
    """What did not run of a file: how much, which lines, and which branches (from, to)."""

    uncovered: int
    lines: frozenset[int] = frozenset()
    branches: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class UncoveredFile:
    """A file of which more is uncovered than in the base.

    ``before`` is ``None`` for a file that the base does not have. ``lines`` and ``branches`` are
    those that did not run now and were not missing in the base, by their numbers: where code was
    put in above, the numbers of one are not those of the other.
    """

    path: str
    before: int | None
    after: int
    lines: Bounded[int] = Bounded()
    branches: Bounded[tuple[int, int]] = Bounded()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run against its base. ``gaps`` tells what could not be compared, and is then empty.

    A list about tests has at most one entry for each variant of a test.
    """

    run: StoredRun
    base: StoredRun
    gaps: Sequence[Gap] = ()
    layers: Sequence[LayerChange] = ()
    total: LayerChange | None = None
    suites: Sequence[SuiteChange] = ()
    newly_failing: Bounded[TestChange] = Bounded()
    still_failing: Bounded[TestChange] = Bounded()
    fixed: Bounded[TestChange] = Bounded()
    new_tests: Bounded[TestChange] = Bounded()
    vanished_tests: Bounded[TestChange] = Bounded()
    newly_slow: Bounded[TestChange] = Bounded()
    newly_uncovered: Bounded[UncoveredFile] = Bounded()


FilesByPath = Mapping[str, FileLines]
