"""The tests of one run, page by page."""

from __future__ import annotations

from layerproof.history.records.access import ProjectScope
from layerproof.history.records.questions.tests import RunTestFilter, RunTestPage, RunTestSort
from layerproof.history.services.ports.questions import RunTestRepository
from layerproof.history.services.questions.cursors import LARGEST_POSITION, read_place, write_place
from layerproof.history.services.runs import RunService


class RunTestService:
    """The tests of a run.

    :param runs: finds the run.
    :param tests: where its tests are found.
    """

    def __init__(self, runs: RunService, tests: RunTestRepository) -> None:
        self._runs = runs
        self._tests = tests

    async def page(
        self,
        scope: ProjectScope,
        run_id: str,
        wanted: RunTestFilter,
        *,
        cursor: str | None,
        limit: int,
    ) -> RunTestPage:
        """Return some tests of a run, in the order that was asked for.

        A cursor names the last test that was shown; its place in the order is looked up again.

        :raises RunNotFoundError: there is no such run.
        :raises InvalidRequestError: the cursor is not one of this list, or of another order.
        """
        run = await self._runs.find(scope, run_id)
        after = _read(wanted.sort, cursor) if cursor else None
        tests = await self._tests.page(scope.key, run.key, wanted, after=after, limit=limit + 1)
        shown = tests[:limit]
        if len(tests) <= limit:
            return RunTestPage(shown, None)
        return RunTestPage(shown, write_place(wanted.sort, shown[-1].position))


def _read(sort: RunTestSort, cursor: str) -> int:
    (position,) = read_place(sort, cursor, largest=[LARGEST_POSITION])
    return position
