"""The services of questions that read many runs, on repositories in memory."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from layerproof.history.errors.problem import InvalidRequestError
from layerproof.history.errors.questions import TestNotFoundError
from layerproof.history.errors.runs import RunNotFoundError
from layerproof.history.records.questions.flaky import (
    Candidates,
    FlakyDefinition,
    FlakyQuestion,
    FlakyTests,
)
from layerproof.history.records.questions.tests import (
    DurationQuestion,
    Durations,
    RunTestFilter,
    RunTestSort,
    SlowPage,
    SlowQuestion,
    SlowTest,
    SlowTests,
    TestDuration,
    TestHistory,
)
from layerproof.history.records.questions.trends import (
    LayerTrend,
    LayerTrends,
    SuitePoint,
    SuiteTrend,
    SuiteTrends,
)
from layerproof.history.records.questions.windows import Window
from layerproof.history.services.questions import test_times
from layerproof.history.services.questions.branches import BranchService
from layerproof.history.services.questions.flaky_tests import FlakyTestService
from layerproof.history.services.questions.run_tests import RunTestService
from layerproof.history.services.questions.test_history import TestHistoryService
from layerproof.history.services.questions.test_times import TestTimeService
from layerproof.history.services.questions.trends import TrendService
from layerproof.history.services.runs import RunService
from tests.factories.histories import a_layer, a_run, a_suite, a_test
from tests.support.fake_runs import FakeRunRepository
from tests.support.history_fakes.questions import (
    FakeRunTestRepository,
    FakeSightingRepository,
    FakeWindowRepository,
)
from tests.support.history_scopes import SHOP_SCOPE as SHOP
from tests.support.question_contracts.shared import RECEIVED, Ports, name_of
from tests.support.question_ports import fake_ports


@pytest.fixture
def ports() -> Ports:
    """Give repositories in memory."""
    return fake_ports()


@pytest.mark.parametrize("limit", [2, 3])
async def test_branches_come_page_by_page(ports: Ports, limit: int) -> None:
    """Following the cursors gives each branch once, the newest first, and ends."""
    await ports.store(SHOP.key, *[a_run(n, branch=f"b{n // 2}") for n in range(7)])
    service = BranchService(ports.windows)
    seen, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        page = await service.page(SHOP, cursor=cursor, limit=limit)
        seen += [(run.facts.branch, run.facts.run_id) for run in page.runs]
        cursor, pages = page.next, pages + 1
    expected = [("b3", "run-6"), ("b2", "run-5"), ("b1", "run-3"), ("b0", "run-1")]
    assert (seen, pages) == (expected, 2)


async def test_a_foreign_cursor_of_branches_is_refused(ports: Ports) -> None:
    """A cursor that nobody gave out is an error of the request."""
    with pytest.raises(InvalidRequestError, match="not given out by this server"):
        await BranchService(ports.windows).page(SHOP, cursor="x", limit=2)


async def test_layers_through_the_runs(ports: Ports) -> None:
    """Each layer has a value for each whole run of the branch, oldest first, or none."""
    old, new = a_layer("service", 1, 2), a_layer("service", 2, 2)
    await ports.store(
        SHOP.key,
        a_run(1, layers=[old]),
        a_run(2, layers=[]),
        a_run(3, layers=[a_layer("router", 0, 1), new]),
        a_run(4, layers=[old], partial=True),
        a_run(5, layers=[old], complete=False),
        a_run(6, layers=[old], branch="side"),
    )
    service = TrendService(ports.windows, ports.trends)
    runs = (await ports.window(SHOP.key)).runs
    assert await service.layers(SHOP, branch=None, limit=9) == LayerTrends(
        branch="main",
        runs=runs[3:][::-1],
        layers=[
            LayerTrend("router", [None, None, a_layer("router", 0, 1).counts]),
            LayerTrend("service", [old.counts, None, new.counts]),
        ],
    )
    assert await service.layers(SHOP, branch="side", limit=9) == LayerTrends(
        "side", runs[:1], [LayerTrend("service", [old.counts])]
    )
    assert await service.layers(SHOP, branch="", limit=9) == LayerTrends("", [], [])
    newest = await service.layers(SHOP, branch=None, limit=1)
    assert (newest.runs, [layer.name for layer in newest.layers]) == (
        runs[3:4],
        ["router", "service"],
    )


async def test_suites_through_the_runs(ports: Ports) -> None:
    """Each suite has its seconds and tests for each of the newest runs, oldest first, or none."""
    unit = a_suite("unit", 2.0)
    await ports.store(
        SHOP.key,
        a_run(1, suites=[a_suite("old")]),
        a_run(2, suites=[unit]),
        a_run(3, suites=[]),
    )
    service = TrendService(ports.windows, ports.trends)
    runs = (await ports.window(SHOP.key)).runs
    for branch in ("main", None):
        assert await service.suites(SHOP, branch=branch, limit=2) == SuiteTrends(
            "main", runs[:2][::-1], [SuiteTrend("unit", [SuitePoint(2.0, unit.tests), None])]
        )
    assert await service.suites(SHOP, branch="side", limit=2) == SuiteTrends("side", [], [])


async def test_the_slowest_tests_grow(ports: Ports) -> None:
    """Tests are held against as many runs before, and only whole runs count."""
    await ports.store(
        SHOP.key,
        *[a_run(n, a_test("a", seconds=float(n))) for n in range(1, 6)],
        a_run(6, a_test("a", seconds=99.0), partial=True),
        a_run(7, a_test("a", seconds=99.0), branch="side"),
    )
    service = TestTimeService(ports.windows, ports.times)
    found = await service.slowest(SHOP, SlowQuestion(runs=2))
    slow = SlowTest(name_of("a"), 4.5, 2.5)
    assert found == SlowTests("main", 2, 2, SlowPage([slow], 1))
    assert (slow.growth, slow.ratio) == (2.0, 1.8)
    many = await service.slowest(SHOP, SlowQuestion(runs=4))
    assert (many.runs, many.runs_before) == (4, 1)
    side = await service.slowest(SHOP, SlowQuestion(branch="side"))
    alone = SlowTest(name_of("a"), 99.0, None)
    assert side == SlowTests("side", 1, 0, SlowPage([alone], 1))
    assert (alone.growth, alone.ratio) == (None, None)


def test_no_time_has_no_multiple() -> None:
    """A test that took no time before has grown by its seconds, and by no ratio."""
    slow = SlowTest(name_of("a"), 0.5, 0.0)
    assert (slow.growth, slow.ratio) == (0.5, None)


async def test_durations(ports: Ports, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has the median of the newest whole runs; a list that is cut says so."""
    await ports.store(
        SHOP.key,
        *[a_run(n, a_test("a", seconds=float(n)), a_test("b")) for n in range(4)],
        a_run(5, a_test("c"), complete=False),
    )
    service = TestTimeService(ports.windows, ports.times)
    found = await service.durations(SHOP, DurationQuestion(runs=3))
    a, b = [
        TestDuration("unit", name_of(n).nodeid, seconds) for n, seconds in (("a", 2.0), ("b", 0.25))
    ]
    assert (found.branch, found.runs, set(found.items), found.cut) == ("main", 3, {a, b}, False)
    monkeypatch.setattr(test_times, "MOST_DURATIONS", 1)
    cut = await service.durations(SHOP, DurationQuestion(branch="main", suite="unit"))
    assert (len(cut.items), cut.cut) == (1, True)
    other = await service.durations(SHOP, DurationQuestion(suite="other"))
    assert (list(other.items), other.cut) == ([], False)
    monkeypatch.setattr(test_times, "MOST_DURATIONS", 2)
    just = await service.durations(SHOP, DurationQuestion())
    assert (len(just.items), just.cut) == (2, False)
    assert await service.durations(SHOP, DurationQuestion("side")) == Durations("side", 0, [])


@pytest.fixture
def run_tests(runs: FakeRunRepository) -> RunTestService:
    """Give the service of a run's tests."""
    return RunTestService(RunService(runs), FakeRunTestRepository(runs))


@pytest.fixture
async def runs() -> FakeRunRepository:
    """Give a memory with one run of five tests, of which the second failed."""
    runs = FakeRunRepository()
    ends = ("passed", "failed", "passed", "skipped", "passed")
    tests = [a_test(f"{n}", end, seconds=n % 2) for n, end in enumerate(ends)]
    await runs.add(SHOP.key, a_run(1, *tests), received_at=RECEIVED)
    return runs


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (RunTestSort.RESULT, [1, 3, 0, 2, 4]),
        (RunTestSort.SECONDS, [1, 3, 0, 2, 4]),
        (RunTestSort.NAME, [0, 1, 2, 3, 4]),
    ],
)
async def test_a_runs_tests_come_page_by_page(
    run_tests: RunTestService, sort: RunTestSort, expected: list[int]
) -> None:
    """Following the cursors gives each test once, in the order that was asked for, and ends."""
    seen, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        page = await run_tests.page(SHOP, "run-1", RunTestFilter(sort=sort), cursor=cursor, limit=2)
        seen += [test.position for test in page.tests]
        cursor, pages = page.next, pages + 1
    assert (seen, pages) == (expected, 3)
    whole = await run_tests.page(SHOP, "run-1", RunTestFilter(sort=sort), cursor=None, limit=5)
    assert ([test.position for test in whole.tests], whole.next) == (expected, None)


async def test_a_cursor_of_another_order_is_refused(run_tests: RunTestService) -> None:
    """A cursor is good for the order in which it was given out."""
    page = await run_tests.page(SHOP, "run-1", RunTestFilter(), cursor=None, limit=1)
    other = RunTestFilter(sort=RunTestSort.NAME)
    with pytest.raises(InvalidRequestError, match="not one of this list"):
        await run_tests.page(SHOP, "run-1", other, cursor=page.next, limit=1)


@pytest.mark.parametrize("run_id", ["other", "", "a/b", "nul\x00"])
async def test_the_tests_of_no_run(run_tests: RunTestService, run_id: str) -> None:
    """A run that is not there has no tests either."""
    with pytest.raises(RunNotFoundError, match="is stored here"):
        await run_tests.page(SHOP, run_id, RunTestFilter(), cursor=None, limit=1)


async def test_a_tests_history_comes_page_by_page(ports: Ports) -> None:
    """Following the cursors gives each sighting once, newest first, and ends."""
    await ports.store(
        SHOP.key,
        *[a_run(n, a_test("a"), a_test("a", part="unit-2"), branch=f"b{n % 2}") for n in range(3)],
    )
    service = TestHistoryService(ports.sightings)
    of = name_of("a")
    seen, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        page = await service.history(SHOP, of.test_id, branch=None, cursor=cursor, limit=3)
        assert page.test == of
        seen += [(one.run.key, one.position) for one in page.sightings]
        cursor, pages = page.next, pages + 1
    assert (seen, pages) == ([(3, 1), (3, 0), (2, 1), (2, 0), (1, 1), (1, 0)], 2)
    side = await service.history(SHOP, of.test_id, branch="b1", cursor=None, limit=9)
    assert side == TestHistory(of, side.sightings, None)
    assert [one.run.branch for one in side.sightings] == ["b1", "b1"]


async def test_no_microsecond_of_a_history_is_lost(ports: Ports) -> None:
    """Runs that were made a microsecond apart come one after the other, on pages of one."""
    moments = [RECEIVED.replace(microsecond=number) for number in (3, 2, 1)]
    runs = [a_run(n, a_test("a"), created_at=moment) for n, moment in enumerate(moments)]
    await ports.store(SHOP.key, *runs)
    service = TestHistoryService(ports.sightings)
    seen: list[datetime] = []
    cursor: str | None = None
    while not seen or cursor:
        page = await service.history(
            SHOP, name_of("a").test_id, branch=None, cursor=cursor, limit=1
        )
        seen += [one.run.created_at for one in page.sightings]
        cursor = page.next
    assert seen == moments


@pytest.mark.parametrize(
    "test_id",
    ["", "0" * 32, "0" * 31, "0" * 33, name_of("a").test_id.upper(), "g" * 32, "x" * 99, "nul\x00"],
)
async def test_a_test_that_is_not_known(ports: Ports, test_id: str) -> None:
    """An id that no test has, or that can be none, is not found; little of it is repeated."""
    await ports.store(SHOP.key, a_run(1, a_test("a")))
    told = re.escape(f"no test {test_id[:64]!r} is known here")
    with pytest.raises(TestNotFoundError, match=f"^{told}$"):
        await TestHistoryService(ports.sightings).history(
            SHOP, test_id, branch=None, cursor=None, limit=1
        )


async def test_a_foreign_cursor_of_a_history_is_refused(ports: Ports) -> None:
    """A cursor that was given out for something else is an error of the request."""
    await ports.store(SHOP.key, a_run(1, a_test("a")))
    with pytest.raises(InvalidRequestError, match="not one of this list"):
        await TestHistoryService(ports.sightings).history(
            SHOP, name_of("a").test_id, branch=None, cursor="bmFtZS4x", limit=1
        )


async def test_flaky_tests_are_told_with_what_shows_it(ports: Ports) -> None:
    """A flaky test has its names, how many times, and the newest sightings, newest first."""
    await ports.store(
        SHOP.key,
        a_run(1, a_test("a"), a_test("calm"), commit="x"),
        a_run(2, a_test("a", "failed", message="no"), a_test("calm"), commit="x", branch="side"),
        a_run(3, a_test("calm", "failed"), commit="x", dirty=True),
        a_run(4, a_test("calm", "failed"), commit=""),
    )
    service = FlakyTestService(ports.windows, ports.sightings)
    found = await service.flaky(SHOP, FlakyQuestion())
    assert (found.branch, found.runs, found.total) == (None, 2, 1)
    (item,) = found.items
    assert (item.test, item.variant, item.times, item.shown_by) == (name_of("a"), "", 1, 2)
    told = [(one.run.run_id, one.result, one.message) for one in item.occurrences]
    assert told == [("run-2", "failed", "no"), ("run-1", "passed", "")]
    main = await service.flaky(SHOP, FlakyQuestion(branch="main"))
    assert main == FlakyTests(FlakyDefinition.SAME_COMMIT, "main", 1, [], 0)


class EagerSightingRepository(FakeSightingRepository):
    """Takes every test for flaky."""

    async def flaky(self, window: Window, question: FlakyQuestion) -> Candidates:
        """Return all tests."""
        found = {of for of, _ in self._kept.sightings(window.project, window.keys)}
        return Candidates(sorted(found, key=lambda of: of.test), len(found))


async def test_what_is_shown_is_weighed_again() -> None:
    """A test that the database takes for flaky is not shown unless the definition agrees."""
    runs = FakeRunRepository()
    tests = (a_test("calm"), a_test("late", retries=1))
    await runs.add(SHOP.key, a_run(1, *tests), received_at=RECEIVED)
    service = FlakyTestService(FakeWindowRepository(runs), EagerSightingRepository(runs))
    found = await service.flaky(SHOP, FlakyQuestion(FlakyDefinition.RETRY))
    assert [item.test for item in found.items] == [name_of("late")]


async def test_flips_are_those_of_the_main_branch(ports: Ports) -> None:
    """Without a branch flips are counted on the main one, without dirty checkouts."""
    ends = "pfpf"
    words = {"p": "passed", "f": "failed"}
    await ports.store(
        SHOP.key,
        *[a_run(n, a_test("a", words[end])) for n, end in enumerate(ends)],
        a_run(8, a_test("a"), dirty=True),
        a_run(9, a_test("a"), branch="side"),
    )
    service = FlakyTestService(ports.windows, ports.sightings)
    found = await service.flaky(SHOP, FlakyQuestion(FlakyDefinition.FLIPS))
    assert (found.branch, found.runs) == ("main", 4)
    assert [item.times for item in found.items] == [3]


async def test_few_of_many_occurrences_are_shown(ports: Ports) -> None:
    """Of many sightings the newest twenty are shown, and how many there are is told."""
    await ports.store(SHOP.key, *[a_run(n, a_test("a", retries=1)) for n in range(25)])
    service = FlakyTestService(ports.windows, ports.sightings)
    found = await service.flaky(SHOP, FlakyQuestion(FlakyDefinition.RETRY, runs=23))
    (item,) = found.items
    shown = [one.run.run_id for one in item.occurrences]
    assert (item.times, item.shown_by, found.runs) == (23, 23, 23)
    assert shown == [f"run-{number}" for number in range(24, 4, -1)]
