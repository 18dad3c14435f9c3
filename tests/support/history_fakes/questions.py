"""The ports of questions, filled from the runs that a :class:`FakeRunRepository` keeps.

They are as plain as can be, and use the services' own definitions: the contract tests then hold the
SQL to these.
"""

from __future__ import annotations

import hashlib
import statistics
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from layerproof.history.records.questions.comparison import Ending, Failure, Slower, TestPair
from layerproof.history.records.questions.flaky import Candidates, FlakyQuestion, TestVariant
from layerproof.history.records.questions.tests import (
    Outcome,
    RunTest,
    RunTestFilter,
    RunTestSort,
    Sighting,
    SightingPlace,
    SlowPage,
    SlowQuestion,
    SlowSort,
    SlowTest,
    TestDuration,
    TestName,
)
from layerproof.history.records.questions.trends import LayerAt, SuiteAt, SuitePoint
from layerproof.history.records.questions.windows import Window, WindowFilter, WindowRun
from layerproof.history.records.runs import NewRun, Position, RunFacts, StoredRun, TestResult
from layerproof.history.services.questions.flaky import weigh
from layerproof.history.services.questions.outcomes import last_tries, outcome_of, together
from tests.support.fake_runs import FakeRunRepository

SEVERITY = ("error", "failed", "xpassed", "xfailed", "skipped", "passed")


@dataclass(frozen=True)
class Kept:
    """What a fake run repository keeps, as questions see it."""

    runs: FakeRunRepository

    def of(self, project: int) -> Sequence[tuple[StoredRun, NewRun]]:
        """Return a project's runs, oldest first."""
        found = [kept for (of, _), kept in self.runs._runs.items() if of == project]
        return sorted(found, key=lambda kept: (kept[0].facts.created_at, kept[0].key))

    def run(self, project: int, key: int) -> NewRun:
        """Return the run with that key."""
        return next(run for stored, run in self.of(project) if stored.key == key)

    def tests(self, project: int, key: int) -> Sequence[TestResult]:
        """Return the tests of a run; a run of another project has none."""
        return [test for stored, run in self.of(project) if stored.key == key for test in run.tests]

    def names(self, project: int) -> Mapping[tuple[str, str], int]:
        """Return the keys of a project's tests: in the order in which the database numbers them."""
        keys: dict[tuple[str, str], int] = {}
        for _, run in sorted(self.of(project), key=lambda kept: kept[0].key):
            names = {(test.suite, test.nodeid) for test in run.tests}
            for name in sorted(names, key=lambda name: test_id_of(*name)):
                keys.setdefault(name, len(keys) + 1)
        return keys

    def sightings(
        self, project: int, runs: Iterable[int]
    ) -> Iterator[tuple[TestVariant, Sighting]]:
        """Return every try of every test in some runs."""
        keys = self.names(project)
        wanted = set(runs)
        for stored, run in self.of(project):
            if stored.key in wanted:
                for position, test in enumerate(run.tests):
                    of = TestVariant(keys[test.suite, test.nodeid], test.variant)
                    yield of, _sighting(stored, position, test)


def test_id_of(suite: str, nodeid: str) -> str:
    """Return the id of a test."""
    return hashlib.blake2b(f"{suite}\x00{nodeid}".encode(), digest_size=16).hexdigest()


def as_window_run(stored: StoredRun) -> WindowRun:
    """Return a run as windows hold it."""
    names = [field.name for field in fields(WindowRun) if field.name != "key"]
    return WindowRun(stored.key, *[getattr(stored.facts, name) for name in names])


def _sighting(stored: StoredRun, position: int, test: TestResult) -> Sighting:
    return Sighting(
        run=as_window_run(stored),
        part=test.part,
        variant=test.variant,
        position=position,
        result=test.result,
        seconds=test.seconds,
        retries=test.retries,
        message=test.message,
    )


def _name(suite: str, nodeid: str) -> TestName:
    return TestName(test_id_of(suite, nodeid), suite, nodeid)


class FakeWindowRepository:
    """Fills ``WindowRepository``."""

    def __init__(self, runs: FakeRunRepository) -> None:
        self._kept = Kept(runs)

    async def newest(self, project: int, wanted: WindowFilter, *, limit: int) -> Window:
        """Return the newest runs that fit."""
        runs = [
            stored
            for stored, run in reversed(self._kept.of(project))
            if _fits(stored, wanted)
            and (_is_measured(run) or not wanted.measured)
            and (any(layer.measured for layer in run.layers) or not wanted.covered)
        ]
        return Window(project, [as_window_run(stored) for stored in runs[:limit]])

    async def branches(
        self, project: int, *, after: Position | None, limit: int
    ) -> Sequence[StoredRun]:
        """Return each branch's newest run."""
        newest = {stored.facts.branch: stored for stored, _ in self._kept.of(project)}
        runs = sorted(newest.values(), key=lambda run: (run.facts.created_at, run.key))[::-1]
        return [run for run in runs if after is None or _is_before(run, after)][:limit]


def _is_before(run: StoredRun, place: Position) -> bool:
    return (run.facts.created_at, run.key) < (place.created_at, place.key)


def _fits(stored: StoredRun, wanted: WindowFilter) -> bool:
    facts: RunFacts = stored.facts
    return (
        wanted.branch in (None, facts.branch)
        and (not wanted.whole or (facts.complete and not facts.partial))
        and not (wanted.clean and facts.dirty)
        and bool(facts.commit or not wanted.committed)
        and wanted.branch_coverage in (None, facts.branch_coverage)
        and (wanted.before is None or _is_before(stored, wanted.before))
    )


def _is_measured(run: NewRun) -> bool:
    rulings = {run.facts.ruling, *(reason.ruling for reason in run.reasons)}
    return "not measured" not in rulings


class FakeTrendRepository:
    """Fills ``TrendRepository``."""

    def __init__(self, runs: FakeRunRepository) -> None:
        self._kept = Kept(runs)

    async def layers(self, window: Window) -> Sequence[LayerAt]:
        """Return the measured layers of each run."""
        return [
            LayerAt(key, layer.name, layer.counts)
            for key in window.keys
            for layer in self._kept.run(window.project, key).layers
            if layer.measured
        ]

    async def suites(self, window: Window) -> Sequence[SuiteAt]:
        """Return the suites of each run."""
        return [
            SuiteAt(key, suite.name, SuitePoint(suite.seconds, suite.tests))
            for key in window.keys
            for suite in self._kept.run(window.project, key).suites
        ]


class FakeRunTestRepository:
    """Fills ``RunTestRepository``."""

    def __init__(self, runs: FakeRunRepository) -> None:
        self._kept = Kept(runs)

    async def page(
        self, project: int, run: int, wanted: RunTestFilter, *, after: int | None, limit: int
    ) -> Sequence[RunTest]:
        """Return tests of a run that stand after another one."""
        every = [_run_test(*one) for one in enumerate(self._kept.tests(project, run))]
        every.sort(key=lambda test: _sort_key(test, wanted.sort))
        if after is not None:
            shown = [place for place, test in enumerate(every) if test.position == after]
            every = every[shown[0] + 1 :] if shown else []
        return [test for test in every if _is_wanted(test, wanted)][:limit]

    async def pairs(self, project: int, run: int, base: int, slower: Slower) -> Sequence[TestPair]:
        """Return each variant of each test in a run and in another one."""
        after, before = (self._endings(project, key) for key in (run, base))
        names = {key: name for name, key in self._kept.names(project).items()}
        return [
            TestPair(of.test, names[of.test][0], of.variant, before.get(of), after.get(of))
            for of in sorted({*before, *after}, key=lambda of: (of.test, of.variant))
        ]

    def _endings(self, project: int, run: int) -> Mapping[TestVariant, Ending]:
        seen = _by_variant(self._kept.sightings(project, [run]))
        return {of: _ending(last_tries(tries)) for of, tries in seen.items()}

    async def names(self, project: int, tests: Collection[int]) -> Mapping[int, TestName]:
        """Return the names of tests."""
        keys = self._kept.names(project)
        return {key: _name(*name) for name, key in keys.items() if key in tests}

    async def failures(
        self, project: int, run: int, tests: Collection[int]
    ) -> Mapping[TestVariant, Failure]:
        """Return the last failure of each variant of these tests."""
        failures: dict[TestVariant, Failure] = {}
        for of, tries in _by_variant(self._kept.sightings(project, [run])).items():
            failed = [one for one in last_tries(tries) if outcome_of(one) is Outcome.FAILED]
            if failed and of.test in tests:
                last = max(failed, key=lambda one: one.position)
                failures[of] = Failure(last.part, last.message)
        return failures


def _run_test(position: int, test: TestResult) -> RunTest:
    return RunTest(
        position=position,
        test=_name(test.suite, test.nodeid),
        part=test.part,
        variant=test.variant,
        result=test.result,
        seconds=test.seconds,
        retries=test.retries,
        message=test.message,
    )


def _sort_key(test: RunTest, sort: RunTestSort) -> tuple[object, int]:
    keys: Mapping[RunTestSort, object] = {
        RunTestSort.SECONDS: -test.seconds,
        RunTestSort.NAME: test.test.nodeid,
        RunTestSort.RESULT: SEVERITY.index(test.result),
    }
    return keys[sort], test.position


def _is_wanted(test: RunTest, wanted: RunTestFilter) -> bool:
    return (
        wanted.suite in (None, test.test.suite)
        and wanted.result in (None, test.result)
        and (wanted.search is None or wanted.search.lower() in test.test.nodeid.lower())
    )


def _by_variant(
    seen: Iterable[tuple[TestVariant, Sighting]],
) -> Mapping[TestVariant, Sequence[Sighting]]:
    found: dict[TestVariant, list[Sighting]] = {}
    for of, sighting in seen:
        found.setdefault(of, []).append(sighting)
    return found


def _ending(lasts: Sequence[Sighting]) -> Ending:
    passed = [one.seconds for one in lasts if outcome_of(one) is Outcome.PASSED]
    outcome = together([outcome_of(one) for one in lasts])
    return Ending(outcome, statistics.fmean(passed) if passed else None)


class FakeTestTimeRepository:
    """Fills ``TestTimeRepository``."""

    def __init__(self, runs: FakeRunRepository) -> None:
        self._kept = Kept(runs)

    async def slowest(self, now: Window, before: Window, question: SlowQuestion) -> SlowPage:
        """Return the tests that ran, with what they took."""
        new, old = (self._seconds(window, question.suite) for window in (now, before))
        keys = self._kept.names(now.project)
        found = [
            (keys[name], SlowTest(_name(*name), statistics.fmean(new[name]), _mean(old.get(name))))
            for name in new
        ]
        found.sort(key=lambda one: (_slowness(one[1], question.sort), one[0]))
        return SlowPage([test for _, test in found[: question.limit]], len(found))

    def _seconds(
        self, window: Window, suite: str | None
    ) -> Mapping[tuple[str, str], Sequence[float]]:
        seconds: dict[tuple[str, str], list[float]] = {}
        for key in window.keys:
            for test in self._kept.run(window.project, key).tests:
                if test.result != "skipped" and suite in (None, test.suite):
                    seconds.setdefault((test.suite, test.nodeid), []).append(test.seconds)
        return seconds

    async def durations(
        self, window: Window, *, suite: str | None, limit: int
    ) -> Sequence[TestDuration]:
        """Return the median seconds of tests that passed."""
        seconds: dict[tuple[str, str], list[float]] = {}
        for key in window.keys:
            for test in self._kept.run(window.project, key).tests:
                passed = test.result in ("passed", "xfailed", "xpassed")
                if passed and suite in (None, test.suite):
                    seconds.setdefault((test.suite, test.nodeid), []).append(test.seconds)
        keys = self._kept.names(window.project)
        found = sorted(seconds, key=lambda name: keys[name])
        return [TestDuration(*name, statistics.median(seconds[name])) for name in found[:limit]]


def _mean(seconds: Sequence[float] | None) -> float | None:
    return statistics.fmean(seconds) if seconds else None


def _slowness(test: SlowTest, sort: SlowSort) -> tuple[bool, float]:
    if sort is SlowSort.SECONDS:
        return False, -test.seconds
    return test.growth is None, -(test.growth or 0.0)


class FakeSightingRepository:
    """Fills ``SightingRepository``."""

    def __init__(self, runs: FakeRunRepository) -> None:
        self._kept = Kept(runs)

    async def find_test(self, project: int, test_id: str) -> tuple[int, TestName] | None:
        """Return a test's key and names."""
        # PostgreSQL cannot be asked for such a text; services have to see to it.
        assert "\x00" not in test_id
        for (suite, nodeid), key in self._kept.names(project).items():
            if test_id_of(suite, nodeid) == test_id:
                return key, _name(suite, nodeid)
        return None

    async def history(
        self,
        project: int,
        test: int,
        branch: str | None,
        *,
        after: SightingPlace | None,
        limit: int,
    ) -> Sequence[Sighting]:
        """Return how a test ended, newest first."""
        every = [stored.key for stored, _ in self._kept.of(project)]
        seen = [
            one
            for of, one in self._kept.sightings(project, every)
            if of.test == test and branch in (None, one.run.branch)
        ]
        seen.sort(key=_place, reverse=True)
        if after is not None:
            last = (after.created_at, after.run, after.position)
            seen = [one for one in seen if _place(one) < last]
        return seen[:limit]

    async def flaky(self, window: Window, question: FlakyQuestion) -> Candidates:
        """Return the tests that are flaky by the services' own definition."""
        times = {}
        for of, seen in _by_variant(self._kept.sightings(window.project, window.keys)).items():
            found = weigh(question.definition, seen, min_flips=question.min_flips)
            if found is not None:
                times[of] = found.times
        ranked = sorted(times, key=lambda of: (-times[of], of.test, of.variant))
        return Candidates(ranked[: question.limit], len(ranked))

    async def sightings(
        self, window: Window, tests: Collection[TestVariant]
    ) -> Mapping[TestVariant, Sequence[Sighting]]:
        """Return how tests ended in these runs, older runs first."""
        seen = _by_variant(self._kept.sightings(window.project, window.keys))
        return {of: sorted(seen.get(of, ()), key=_place) for of in tests}

    async def names(self, project: int, tests: Collection[int]) -> Mapping[int, TestName]:
        """Return the names of tests."""
        keys = self._kept.names(project)
        return {key: _name(*name) for name, key in keys.items() if key in tests}


def _place(sighting: Sighting) -> tuple[object, int, int]:
    return sighting.run.created_at, sighting.run.key, sighting.position
