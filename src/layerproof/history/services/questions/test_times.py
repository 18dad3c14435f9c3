"""What tests take: which are slow, how they grew, and how to balance shards."""

from __future__ import annotations

from layerproof.history.records.access import ProjectScope
from layerproof.history.records.questions.tests import (
    DurationQuestion,
    Durations,
    SlowQuestion,
    SlowTests,
)
from layerproof.history.records.questions.windows import Window, WindowFilter
from layerproof.history.services.ports.questions import TestTimeRepository, WindowRepository

#: As many tests as one answer about durations has.
MOST_DURATIONS = 100_000


class TestTimeService:
    """What tests take. Runs that were made in part, or are not complete, do not count.

    :param windows: where runs are found.
    :param times: where what their tests took is found.
    """

    __test__ = False

    def __init__(self, windows: WindowRepository, times: TestTimeRepository) -> None:
        self._windows = windows
        self._times = times

    async def slowest(self, scope: ProjectScope, question: SlowQuestion) -> SlowTests:
        """Return the tests that take most, or grew most, on average over the newest runs.

        They are held against the same number of runs before.
        """
        branch = scope.main_branch if question.branch is None else question.branch
        window = await self._window(scope, branch, 2 * question.runs)
        now = Window(window.project, window.runs[: question.runs])
        before = Window(window.project, window.runs[question.runs :])
        page = await self._times.slowest(now, before, question)
        return SlowTests(branch, len(now.runs), len(before.runs), page)

    async def durations(self, scope: ProjectScope, question: DurationQuestion) -> Durations:
        """Return the median seconds of every test that passed in the newest runs."""
        branch = scope.main_branch if question.branch is None else question.branch
        window = await self._window(scope, branch, question.runs)
        found = await self._times.durations(window, suite=question.suite, limit=MOST_DURATIONS + 1)
        shown = found[:MOST_DURATIONS]
        return Durations(branch, len(window.runs), shown, cut=len(found) > MOST_DURATIONS)

    async def _window(self, scope: ProjectScope, branch: str, runs: int) -> Window:
        return await self._windows.newest(
            scope.key, WindowFilter(branch=branch, whole=True), limit=runs
        )
