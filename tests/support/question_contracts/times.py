"""What every repository of tests' times does."""

from __future__ import annotations

from layerproof.history.records.questions.tests import (
    SlowQuestion,
    SlowSort,
    TestDuration,
)
from layerproof.history.records.questions.windows import Window
from tests.factories.histories import a_run, a_test
from tests.support.question_contracts.shared import (
    Ports,
    QuestionContract,
)


class TestTimeContract(QuestionContract):
    """What tests take."""

    __test__ = False

    async def _fill(self, ports: Ports, project: int) -> tuple[Window, Window]:
        await ports.store(
            project,
            a_run(1, a_test("a", seconds=1.0), a_test("b", seconds=8.0), a_test("gone")),
            a_run(2, a_test("a", seconds=2.0), a_test("b", seconds=8.0)),
            a_run(3, a_test("a", seconds=2.0), a_test("b", "failed", seconds=4.0)),
            a_run(
                4,
                a_test("a", seconds=3.0),
                a_test("a", seconds=4.0, variant="3.12", part="unit-3.12"),
                a_test("b", "skipped", seconds=0.0),
                a_test("new", seconds=0.5, suite="api"),
            ),
        )
        runs = (await ports.window(project)).runs
        return Window(project, runs[:2]), Window(project, runs[2:])

    async def _slowest(
        self, ports: Ports, project: int, question: SlowQuestion
    ) -> tuple[list[tuple[str, float, float | None]], int]:
        page = await ports.times.slowest(*await self._fill(ports, project), question)
        found = [(one.test.nodeid[11:-9], one.seconds, one.before) for one in page.items]
        return found, page.total

    async def test_the_slowest(self, ports: Ports, project: int) -> None:
        """Tests come by their mean seconds; neither skipped results nor lost tests count."""
        found = await self._slowest(ports, project, SlowQuestion())
        assert found == ([("b", 4.0, 8.0), ("a", 3.0, 1.5), ("new", 0.5, None)], 3)

    async def test_those_that_grew_most(self, ports: Ports, project: int) -> None:
        """By growth, tests that did not run before come last."""
        found = await self._slowest(ports, project, SlowQuestion(sort=SlowSort.GROWTH))
        assert found == ([("a", 3.0, 1.5), ("b", 4.0, 8.0), ("new", 0.5, None)], 3)

    async def test_the_slowest_of_a_suite(self, ports: Ports, project: int) -> None:
        """With a suite only its tests are listed and counted."""
        found = await self._slowest(ports, project, SlowQuestion(suite="api"))
        assert found == ([("new", 0.5, None)], 1)

    async def test_no_more_than_asked(self, ports: Ports, project: int) -> None:
        """The list ends at its limit, and still all tests are counted."""
        assert await self._slowest(ports, project, SlowQuestion(limit=1)) == ([("b", 4.0, 8.0)], 3)

    async def test_without_runs_nothing_is_slow(self, ports: Ports, project: int) -> None:
        """An empty window has neither slow tests nor durations."""
        empty = Window(project)
        page = await ports.times.slowest(empty, empty, SlowQuestion())
        durations = await ports.times.durations(empty, suite=None, limit=10)
        assert (page.items, page.total, durations) == ([], 0, [])

    async def test_medians(self, ports: Ports, project: int) -> None:
        """Of an even number of passes the median is the mean of the middle two."""
        await self._fill(ports, project)
        window = await ports.window(project)
        found = await ports.times.durations(window, suite=None, limit=10)
        expected = {
            _duration("a", 2.0),
            _duration("b", 8.0),
            _duration("gone", 0.25),
            TestDuration("api", "tests/test_new.py::test", 0.5),
        }
        assert (len(found), set(found)) == (4, expected)
        newest = Window(project, window.runs[:1])
        assert await ports.times.durations(newest, suite="unit", limit=10) == [_duration("a", 3.5)]
        assert len(await ports.times.durations(window, suite=None, limit=3)) == 3


def _duration(name: str, seconds: float) -> TestDuration:
    return TestDuration("unit", f"tests/test_{name}.py::test", seconds)
