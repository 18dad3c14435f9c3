"""The tests of single runs, and of two runs beside each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.questions.comparison import Ending, Failure, Slower, TestPair
from layerproof.history.records.questions.flaky import TestVariant
from layerproof.history.records.questions.tests import Outcome, RunTest, RunTestFilter, TestName
from layerproof.history.repositories.questions.columns import (
    FAILING,
    TRY_FROM_LAST,
    read_names,
)
from layerproof.history.repositories.questions.pairs import select_pairs
from layerproof.history.repositories.questions.run_test_lists import read_page
from layerproof.history.tables import TestResultRow, TestRow


class SqlRunTestRepository:
    """Fills :class:`services.ports.questions.RunTestRepository`.

    :param session: the request's session.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(
        self, project: int, run: int, wanted: RunTestFilter, *, after: int | None, limit: int
    ) -> Sequence[RunTest]:
        """Return tests of a run that stand after the one at the position ``after``."""
        return await read_page(self._session, (project, run), wanted, after=after, limit=limit)

    async def pairs(self, project: int, run: int, base: int, slower: Slower) -> Sequence[TestPair]:
        """Return each variant of each test in a run and in another one, by the tests' keys.

        Tests that are in both and did not change are left out: of ten thousand most are such.
        """
        query = select_pairs(project, run, base, slower)
        found = await self._session.execute(query)
        return [
            TestPair(test, suite, variant, _ending(*ends[:4]), _ending(*ends[4:]))
            for suite, test, variant, *ends in found
        ]

    async def names(self, project: int, tests: Collection[int]) -> Mapping[int, TestName]:
        """Return the names of the tests with these keys."""
        return await read_names(self._session, project, tests)

    async def failures(
        self, project: int, run: int, tests: Collection[int]
    ) -> Mapping[TestVariant, Failure]:
        """Return the last failure of each variant of these tests in a run.

        A failure that a later try in its part made good is none.
        """
        if not tests:
            return {}
        tried = (
            select(
                TestResultRow.test_id,
                TestResultRow.variant,
                TestResultRow.position,
                TestResultRow.part,
                TestResultRow.result,
                TestResultRow.message,
                TRY_FROM_LAST.label("place"),
            )
            .join(TestRow, TestRow.id == TestResultRow.test_id)
            .where(TestRow.project_id == project, TestResultRow.run_id == run)
            .where(TestResultRow.test_id.in_(tests))
            .subquery()
        )
        seen = tried.c
        query = (
            select(seen.test_id, seen.variant, seen.part, seen.message)
            .where(seen.place == 1, seen.result.in_(FAILING))
            .order_by(seen.position)
        )
        found = await self._session.execute(query)
        # Of several, the one that stands last in the report remains.
        return {
            TestVariant(test, variant): Failure(part, message)
            for test, variant, part, message in found
        }


def _ending(results: int, failed: int, passed: int, seconds: float | None) -> Ending | None:
    if not results:
        return None
    if failed:
        return Ending(Outcome.FAILED, seconds)
    return Ending(Outcome.PASSED if passed else Outcome.SKIPPED, seconds)
