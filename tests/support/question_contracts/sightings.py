"""What every repository of single tests through many runs does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layerproof.history.records.questions.flaky import (
    Candidates,
    FlakyDefinition,
    FlakyQuestion,
    TestVariant,
)
from layerproof.history.records.questions.tests import (
    SightingPlace,
)
from layerproof.history.records.questions.windows import Window
from tests.factories.histories import a_run, a_test
from tests.support.question_contracts.shared import (
    Ports,
    QuestionContract,
    name_of,
)


class SightingContract(QuestionContract):
    """Single tests through many runs."""

    async def test_a_test_is_found_in_its_own_project(
        self, ports: Ports, projects: tuple[int, int]
    ) -> None:
        """A test has one id in every project, and is found where it has run."""
        mine, other = projects
        await ports.store(mine, a_run(1, a_test("a")))
        found = await ports.sightings.find_test(mine, name_of("a").test_id)
        assert found is not None
        assert found[1] == name_of("a")
        assert await ports.sightings.find_test(other, name_of("a").test_id) is None

    async def test_a_history_is_newest_first(self, ports: Ports, project: int) -> None:
        """Every result of a test is told with its run, place by place, on one branch if asked."""
        await ports.store(
            project,
            a_run(3, a_test("a", "failed", message="no", retries=1), a_test("b"), a_test("a")),
            a_run(1, a_test("a", variant="3.12", part="unit-3.12")),
            a_run(2, a_test("a", "skipped"), branch="side"),
        )
        test = await ports.test(project, "a")
        seen = list(await ports.sightings.history(project, test, None, after=None, limit=9))
        ended = [(one.run.run_id, one.position, one.result, one.variant) for one in seen]
        assert ended == [
            ("run-3", 2, "passed", ""),
            ("run-3", 0, "failed", ""),
            ("run-2", 0, "skipped", ""),
            ("run-1", 0, "passed", "3.12"),
        ]
        assert (seen[1].message, seen[1].retries, seen[1].seconds) == ("no", 1, 0.25)
        main = await ports.sightings.history(project, test, "main", after=None, limit=9)
        assert main == [seen[0], seen[1], seen[3]]
        last = SightingPlace(seen[1].run.created_at, seen[1].run.key, seen[1].position)
        assert await ports.sightings.history(project, test, None, after=last, limit=1) == [seen[2]]

    async def test_another_projects_runs_are_no_history(
        self, ports: Ports, projects: tuple[int, int]
    ) -> None:
        """A test's key is of no use with another project."""
        mine, other = projects
        await ports.store(mine, a_run(1, a_test("a")))
        test = await ports.test(mine, "a")
        assert await ports.sightings.history(other, test, None, after=None, limit=9) == []

    async def test_sightings_are_told_apart_by_variant(self, ports: Ports, project: int) -> None:
        """Of the tests that are asked for every try in the window is given, older runs first."""
        await ports.store(
            project,
            a_run(2, a_test("a", "failed"), a_test("a", variant="3.12"), a_test("a"), a_test("b")),
            a_run(1, a_test("a")),
            a_run(0, a_test("a")),
        )
        of = TestVariant(await ports.test(project, "a"), "")
        seen = await ports.sightings.sightings(await ports.window(project, 2), [of])
        ended = {one: [(s.run.run_id, s.position) for s in found] for one, found in seen.items()}
        assert ended == {of: [("run-1", 0), ("run-2", 0), ("run-2", 2)]}
        assert await ports.sightings.sightings(await ports.window(project), []) == {}

    @pytest.mark.parametrize("definition", list(FlakyDefinition))
    async def test_nothing_is_flaky_in_an_empty_window(
        self, ports: Ports, project: int, definition: FlakyDefinition
    ) -> None:
        """Without runs there are no candidates."""
        question = FlakyQuestion(definition)
        assert await ports.sightings.flaky(Window(project), question) == Candidates([], 0)

    async def _flaky(
        self, ports: Ports, project: int, question: FlakyQuestion
    ) -> tuple[list[TestVariant], int]:
        found = await ports.sightings.flaky(await ports.window(project), question)
        return list(found.items), found.total

    async def test_flaky_on_one_commit(self, ports: Ports, project: int) -> None:
        """Passing and failing on one commit is flaky in runs and parts, whatever the shard."""
        await ports.store(
            project,
            a_run(1, a_test("runs", part="unit-1"), a_test("fixed", "failed"), commit="x"),
            a_run(2, a_test("runs", "error", part="unit-2"), a_test("skips", "failed"), commit="x"),
            a_run(3, a_test("fixed"), a_test("skips", "skipped"), commit="y"),
            a_run(4, a_test("parts"), a_test("parts", "failed", part="unit-2"), commit="z"),
            a_run(5, a_test("retried", "failed"), a_test("retried"), commit="z"),
            a_run(6, a_test("variants", "failed"), a_test("variants", variant="3.12")),
        )
        question = FlakyQuestion(FlakyDefinition.SAME_COMMIT)
        items, total = await self._flaky(ports, project, question)
        runs, parts = [TestVariant(await ports.test(project, n), "") for n in ("runs", "parts")]
        assert (set(items), total) == ({runs, parts}, 2)

    async def test_flips(self, ports: Ports, project: int) -> None:
        """A test flips where its outcome is not that of the last run in which it had one."""
        outcomes = {
            "three": "pfpf",
            "two": "pfpp",
            "skips": "fspf",
            "four": "fpfp",
            "never": "ffff",
        }
        words = {"p": "passed", "f": "failed", "s": "skipped"}
        await ports.store(
            project,
            *[
                a_run(n, *[a_test(name, words[ends[n]]) for name, ends in outcomes.items()])
                for n in range(4)
            ],
        )
        keys = {name: TestVariant(await ports.test(project, name), "") for name in outcomes}
        found = {}
        for flips in (1, 2, 3, 4):
            question = FlakyQuestion(FlakyDefinition.FLIPS, min_flips=flips)
            items, _ = await self._flaky(ports, project, question)
            found[flips] = {name for name, key in keys.items() if key in items}
        assert found == {
            1: {"three", "two", "skips", "four"},
            2: {"three", "two", "skips", "four"},
            3: {"three", "four"},
            4: set(),
        }

    async def test_flaky_on_retry(self, ports: Ports, project: int) -> None:
        """Passing after another try is flaky, as a number of retries and as tries in one part."""
        await ports.store(
            project,
            a_run(
                1,
                a_test("counted", retries=2),
                a_test("tries", "failed"),
                a_test("tries"),
                a_test("failed", "failed", retries=2),
                a_test("worse"),
                a_test("worse", "failed"),
                a_test("parts", "failed"),
                a_test("parts", part="unit-2"),
                a_test("skipped", "skipped", retries=1),
                a_test("expected", "xfailed", retries=1),
            ),
            a_run(2, a_test("counted", retries=1)),
        )
        question = FlakyQuestion(FlakyDefinition.RETRY)
        items, total = await self._flaky(ports, project, question)
        names = ("counted", "tries", "expected")
        counted, *others = [TestVariant(await ports.test(project, name), "") for name in names]
        assert (items[0], set(items[1:]), total) == (counted, set(others), 3)
        assert await self._flaky(ports, project, replace(question, limit=1)) == ([counted], 3)
