"""What every repository of the tests of single runs does."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from layerproof.history.records.questions.comparison import Ending, Failure, Slower, TestPair
from layerproof.history.records.questions.flaky import (
    TestVariant,
)
from layerproof.history.records.questions.tests import (
    Outcome,
    RunTest,
    RunTestFilter,
    RunTestSort,
)
from layerproof.history.records.runs import TestResult
from tests.factories.histories import a_run, a_test
from tests.support.question_contracts.shared import (
    Ports,
    QuestionContract,
    name_of,
)

#: Tests of a run, by the letter in their names.
LISTED: Sequence[TestResult] = (
    a_test("d", "passed", seconds=2.0),
    a_test("B", "failed", seconds=0.5, message="no", variant="3.12", part="unit-3.12"),
    a_test("a", "error", seconds=0.5, retries=2),
    a_test("c_", "skipped", seconds=0.0, suite="api", part="api"),
    a_test("é", "xfailed", seconds=1.0),
    a_test("d", "xpassed", seconds=3.0),
    a_test("c%", "passed", seconds=0.0),
)


class RunTestContract(QuestionContract):
    """The tests of single runs."""

    async def _listed(self, ports: Ports, project: int, **wanted: object) -> Sequence[RunTest]:
        await ports.store(project, a_run(1, *LISTED))
        key = await ports.key(project, "run-1")
        asked = RunTestFilter(**wanted)  # type: ignore[arg-type]  # of each test's own parameters
        return await ports.run_tests.page(project, key, asked, after=None, limit=100)

    async def test_a_listed_test_is_as_it_was_stored(self, ports: Ports, project: int) -> None:
        """A test in a list has its place, names, part, variant, result, seconds and message."""
        listed = await self._listed(ports, project, result="failed")
        assert listed == [RunTest(1, name_of("B"), "unit-3.12", "3.12", "failed", 0.5, 0, "no")]

    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            (RunTestSort.SECONDS, [5, 0, 4, 1, 2, 3, 6]),
            (RunTestSort.NAME, [1, 2, 6, 3, 0, 5, 4]),
            (RunTestSort.RESULT, [2, 1, 5, 4, 3, 0, 6]),
        ],
    )
    async def test_orders(
        self, ports: Ports, project: int, sort: RunTestSort, expected: list[int]
    ) -> None:
        """Each order has its key, letters by their numbers; what is alike stays as reported."""
        assert [test.position for test in await self._listed(ports, project, sort=sort)] == expected

    @pytest.mark.parametrize("sort", list(RunTestSort))
    async def test_each_page_follows_the_one_before(
        self, ports: Ports, project: int, sort: RunTestSort
    ) -> None:
        """Going on after the last test shown gives every test once, in any order."""
        whole = await self._listed(ports, project, sort=sort)
        key, after, seen = await ports.key(project, "run-1"), None, list[RunTest]()
        while page := await ports.run_tests.page(
            project, key, RunTestFilter(sort=sort), after=after, limit=2
        ):
            seen += page
            after = page[-1].position
        assert seen == whole

    @pytest.mark.parametrize(
        ("wanted", "expected"),
        [
            ({"suite": "api"}, [3]),
            ({"suite": "none"}, []),
            ({"result": "passed"}, [0, 6]),
            ({"search": "TEST_B"}, [1]),
            ({"search": "test_d"}, [5, 0]),
            ({"search": "_."}, [3]),
            ({"search": "%"}, [6]),
            ({"search": "\\"}, []),
            ({"search": "é"}, [4]),
            ({"search": "' OR 1=1 --"}, []),
            ({"search": "test", "suite": "unit", "result": "error"}, [2]),
        ],
    )
    async def test_filters(
        self, ports: Ports, project: int, wanted: dict[str, str], expected: list[int]
    ) -> None:
        """Each filter leaves the tests that it names; no letter of a search means another one."""
        listed = await self._listed(ports, project, **wanted)
        assert [test.position for test in listed] == expected

    async def test_nothing_follows_a_test_that_is_not_there(
        self, ports: Ports, project: int
    ) -> None:
        """After a position that the run does not have there is nothing."""
        await self._listed(ports, project)
        key = await ports.key(project, "run-1")
        for after in (7, 2**31 - 1):
            page = ports.run_tests.page(project, key, RunTestFilter(), after=after, limit=9)
            assert await page == []

    async def test_tests_are_named_by_their_keys(
        self, ports: Ports, projects: tuple[int, int]
    ) -> None:
        """Keys give names, and only of the project that is asked."""
        mine, _ = projects
        for project in projects:
            await ports.store(project, a_run(1, a_test("a"), a_test("b")))
        key = await ports.test(mine, "a")
        named = [await ports.run_tests.names(mine, [key]), await ports.sightings.names(mine, [key])]
        assert named == [{key: name_of("a")}] * 2
        assert await ports.run_tests.names(mine, []) == {}

    async def test_keys_are_of_no_use_in_another_project(
        self, ports: Ports, projects: tuple[int, int]
    ) -> None:
        """Whoever has a run's or a test's key learns nothing of it through another project."""
        mine, other = projects
        await ports.store(mine, a_run(1, a_test("a")), a_run(2, a_test("a", "failed")))
        old, run = [await ports.key(mine, one) for one in ("run-1", "run-2")]
        tests = [await ports.test(mine, "a")]
        found = [
            await ports.run_tests.page(other, run, RunTestFilter(), after=None, limit=9),
            await ports.run_tests.page(other, run, RunTestFilter(), after=0, limit=9),
            await ports.run_tests.pairs(other, run, old, Slower()),
            await ports.run_tests.names(other, tests),
            await ports.run_tests.failures(other, run, tests),
        ]
        assert found == [[], [], [], {}, {}]

    async def test_pairs(self, ports: Ports, project: int) -> None:
        """A test is beside itself in the base by its variant, and alone where it has none there."""
        base = [
            a_test("a", seconds=0.5),
            a_test("a", part="unit-2", seconds=1.5),
            a_test("b", "failed", variant="3.11"),
            a_test("gone", "skipped"),
        ]
        run = [
            a_test("a", "error"),
            a_test("a", part="unit-2", seconds=0.5),
            a_test("b", "failed"),
            a_test("b", seconds=1.0),
            a_test("b", variant="3.12"),
        ]
        await ports.store(project, a_run(1, *base), a_run(2, *run))
        new, old = [await ports.key(project, one) for one in ("run-2", "run-1")]
        a, b, gone = [await ports.test(project, name) for name in ("a", "b", "gone")]
        found = await ports.run_tests.pairs(project, new, old, Slower())
        passed, failed, skipped = Outcome.PASSED, Outcome.FAILED, Outcome.SKIPPED
        expected = {
            TestPair(a, "unit", "", Ending(passed, 1.0), Ending(failed, 0.5)),
            TestPair(b, "unit", "", None, Ending(passed, 1.0)),
            TestPair(b, "unit", "3.11", Ending(failed, None), None),
            TestPair(b, "unit", "3.12", None, Ending(passed, 0.25)),
            TestPair(gone, "unit", "", Ending(skipped, None), None),
        }
        assert (len(found), set(found)) == (5, expected)

    async def test_the_last_failure_that_no_pass_followed(self, ports: Ports, project: int) -> None:
        """A failure is told with its part and message; one that a later try made good is none."""
        tests = [
            a_test("a", "failed", message="first"),
            a_test("a", "failed", message="second", part="unit-2"),
            a_test("a", "failed", message="third", part="unit-3"),
            a_test("a", part="unit-3"),
            a_test("b", "error", message="other"),
            a_test("a", "failed", message="old", variant="3.11", part="unit-3.11"),
        ]
        await ports.store(project, a_run(1, *tests))
        run, a = await ports.key(project, "run-1"), await ports.test(project, "a")
        assert await ports.run_tests.failures(project, run, [a]) == {
            TestVariant(a, ""): Failure("unit-2", "second"),
            TestVariant(a, "3.11"): Failure("unit-3.11", "old"),
        }
        assert await ports.run_tests.failures(project, run, []) == {}
