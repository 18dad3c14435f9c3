"""What questions need of the stored runs. A :class:`Window` holds runs of one project alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from layerproof.history.records.questions.comparison import Failure, Slower, TestPair
from layerproof.history.records.questions.flaky import Candidates, FlakyQuestion, TestVariant
from layerproof.history.records.questions.tests import (
    RunTest,
    RunTestFilter,
    Sighting,
    SightingPlace,
    SlowPage,
    SlowQuestion,
    TestDuration,
    TestName,
)
from layerproof.history.records.questions.trends import LayerAt, SuiteAt
from layerproof.history.records.questions.windows import Window, WindowFilter
from layerproof.history.records.runs import Position, StoredRun


class WindowRepository(Protocol):
    """Runs by their newness."""

    async def newest(self, project: int, wanted: WindowFilter, *, limit: int) -> Window:
        """Return at most ``limit`` of the newest runs that fit."""

    async def branches(
        self, project: int, *, after: Position | None, limit: int
    ) -> Sequence[StoredRun]:
        """Return each branch's newest run, newest first, that stand after a position."""


class TrendRepository(Protocol):
    """Layers and suites of many runs."""

    async def layers(self, window: Window) -> Sequence[LayerAt]:
        """Return the measured layers of each run, newest run first, in each report's order."""

    async def suites(self, window: Window) -> Sequence[SuiteAt]:
        """Return the suites of each run, newest run first, in each report's order."""


class RunTestRepository(Protocol):
    """The tests of single runs."""

    async def page(
        self, project: int, run: int, wanted: RunTestFilter, *, after: int | None, limit: int
    ) -> Sequence[RunTest]:
        """Return tests of a run that stand after the one at the position ``after``."""

    async def pairs(self, project: int, run: int, base: int, slower: Slower) -> Sequence[TestPair]:
        """Return each variant of each test in a run and in another one, by the tests' keys.

        Tests of which :func:`comparing.compare_tests` tells nothing may be left out.
        """

    async def names(self, project: int, tests: Collection[int]) -> Mapping[int, TestName]:
        """Return the names of the tests with these keys."""

    async def failures(
        self, project: int, run: int, tests: Collection[int]
    ) -> Mapping[TestVariant, Failure]:
        """Return the last failure of each variant of these tests in a run, before no pass."""


class TestTimeRepository(Protocol):
    """What tests take."""

    async def slowest(self, now: Window, before: Window, question: SlowQuestion) -> SlowPage:
        """Return the tests that ran in the runs ``now``, with what they took ``before``."""

    async def durations(
        self, window: Window, *, suite: str | None, limit: int
    ) -> Sequence[TestDuration]:
        """Return the median seconds of tests that passed, in an order that stays."""


class SightingRepository(Protocol):
    """Single tests through many runs."""

    async def find_test(self, project: int, test_id: str) -> tuple[int, TestName] | None:
        """Return a test's key and names."""

    async def history(
        self,
        project: int,
        test: int,
        branch: str | None,
        *,
        after: SightingPlace | None,
        limit: int,
    ) -> Sequence[Sighting]:
        """Return how a test ended, newest first, after a place."""

    async def flaky(self, window: Window, question: FlakyQuestion) -> Candidates:
        """Return the tests that are flaky in these runs, and how many there are."""

    async def sightings(
        self, window: Window, tests: Collection[TestVariant]
    ) -> Mapping[TestVariant, Sequence[Sighting]]:
        """Return how tests ended in these runs, every try."""

    async def names(self, project: int, tests: Collection[int]) -> Mapping[int, TestName]:
        """Return the names of the tests with these keys."""
