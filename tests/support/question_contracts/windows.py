"""What every window repository does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layerproof.history.records.questions.windows import Window, WindowFilter
from layerproof.history.records.runs import Position, ReasonRecord
from tests.factories.histories import MIDNIGHT, a_layer, a_run
from tests.support.history_fakes.questions import as_window_run
from tests.support.question_contracts.shared import (
    Ports,
    QuestionContract,
    ids_of,
)


class WindowContract(QuestionContract):
    """Runs by their newness."""

    async def test_a_window_holds_runs_as_they_are(self, ports: Ports, project: int) -> None:
        """A run in a window has its facts and its key."""
        await ports.store(
            project, a_run(1, dirty=True, partial=True, branch_coverage=True, ruling="broken")
        )
        stored = await ports.runs.find(project, "run-1")
        assert stored is not None
        assert await ports.window(project) == Window(project, [as_window_run(stored)])

    async def test_the_newest_come_first_and_no_more_than_asked(
        self, ports: Ports, project: int
    ) -> None:
        """A window holds the newest runs by when they were made, whenever they arrived."""
        await ports.store(project, a_run(2), a_run(4), a_run(1), a_run(3))
        assert ids_of(await ports.window(project, 3)) == ["run-4", "run-3", "run-2"]

    @pytest.mark.parametrize(
        ("wanted", "expected"),
        [
            (WindowFilter(), "123456789"),
            (WindowFilter(branch="side"), "2"),
            (WindowFilter(branch=""), "9"),
            (WindowFilter(whole=True), "1256789"),
            (WindowFilter(clean=True), "12346789"),
            (WindowFilter(committed=True), "12345789"),
            (WindowFilter(measured=True), "12345689"),
            (WindowFilter(branch_coverage=True), "8"),
            (WindowFilter(branch_coverage=False), "12345679"),
            (WindowFilter(branch="main", whole=True, clean=True, measured=True), "168"),
        ],
    )
    async def test_filters(
        self, ports: Ports, project: int, wanted: WindowFilter, expected: str
    ) -> None:
        """Each filter leaves exactly the runs that it names, and they add up."""
        waiting = a_run(3)
        await ports.store(
            project,
            a_run(1, ruling="broken"),
            a_run(2, branch="side"),
            replace(waiting, facts=replace(waiting.facts, complete=False, pieces=2)),
            a_run(4, partial=True),
            a_run(5, dirty=True),
            a_run(6, commit=""),
            a_run(7, ruling="not measured"),
            a_run(8, branch_coverage=True),
            a_run(9, branch=""),
        )
        window = await ports.windows.newest(project, wanted, limit=10)
        assert ids_of(window) == [f"run-{number}" for number in reversed(expected)]

    async def test_measured_runs_lack_nothing(self, ports: Ports, project: int) -> None:
        """A broken run of which something was not measured besides is no measured one."""
        failed = ReasonRecord("broken", "test-failed", "t failed", "")
        lost = ReasonRecord("not measured", "suite-missing", "unit did not run", "")
        await ports.store(
            project,
            replace(a_run(1, ruling="broken"), reasons=(failed,)),
            replace(a_run(2, ruling="broken"), reasons=(failed, lost)),
            a_run(3),
        )
        window = await ports.windows.newest(project, WindowFilter(measured=True), limit=10)
        assert ids_of(window) == ["run-3", "run-1"]

    async def test_covered_runs_tell_of_a_layer(self, ports: Ports, project: int) -> None:
        """A run that tells of tests alone, or of layers that are not measured, covers nothing."""
        aside = replace(a_layer("schema"), measured=False)
        await ports.store(
            project,
            a_run(1, layers=[a_layer("total")]),
            a_run(2),
            a_run(3, layers=[aside]),
            a_run(4, layers=[aside, a_layer("service")]),
        )
        window = await ports.windows.newest(project, WindowFilter(covered=True), limit=10)
        assert ids_of(window) == ["run-4", "run-1"]

    async def test_runs_before_a_place(self, ports: Ports, project: int) -> None:
        """Of runs made at one moment those that arrived earlier stand before a place."""
        await ports.store(project, *[a_run(n, created_at=MIDNIGHT) for n in (1, 2, 3)])
        before = Position(MIDNIGHT, await ports.key(project, "run-2"))
        window = await ports.windows.newest(project, WindowFilter(before=before), limit=10)
        assert ids_of(window) == ["run-1"]

    async def test_windows_hold_one_project(self, ports: Ports, projects: tuple[int, int]) -> None:
        """Neither windows nor branches tell of another project's runs."""
        mine, other = projects
        await ports.store(mine, a_run(1))
        await ports.store(other, a_run(2), a_run(3, branch="foreign"))
        branches = await ports.windows.branches(mine, after=None, limit=10)
        found = ids_of(await ports.window(mine)), [run.facts.run_id for run in branches]
        assert found == (["run-1"], ["run-1"])

    async def test_each_branch_has_its_newest_run(self, ports: Ports, project: int) -> None:
        """Branches come by their newest run, and a run that names no branch is of one as well."""
        await ports.store(
            project,
            a_run(5, branch="b"),
            a_run(1, branch="b"),
            a_run(2, branch="a"),
            a_run(3, branch="A"),
            a_run(4, branch=""),
            a_run(0, branch=""),
        )
        found = await ports.windows.branches(project, after=None, limit=3)
        following = await ports.windows.branches(
            project, after=Position(found[-1].facts.created_at, found[-1].key), limit=3
        )
        named = [(run.facts.branch, run.facts.run_id) for run in [*found, *following]]
        assert named == [("b", "run-5"), ("", "run-4"), ("A", "run-3"), ("a", "run-2")]

    async def test_a_project_without_runs(self, ports: Ports, project: int) -> None:
        """Where there are no runs there are no branches, and the window is empty."""
        assert await ports.windows.branches(project, after=None, limit=10) == []
        assert await ports.window(project) == Window(project, [])
