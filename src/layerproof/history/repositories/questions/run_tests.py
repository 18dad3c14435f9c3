"""The tests of single runs, and of two runs beside each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from layerproof.history.records.questions.comparison import Ending, Failure, TestPair
from layerproof.history.records.questions.flaky import TestVariant
from layerproof.history.records.questions.tests import Outcome, RunTest, RunTestFilter, TestName
from layerproof.history.repositories.questions.columns import (
    FAILING,
    PASSING,
    TRY_FROM_LAST,
    read_names,
)
from layerproof.history.repositories.questions.run_test_lists import read_page
from layerproof.history.tables import TestResultRow, TestRow

#: The columns of a subquery.
_Columns = ReadOnlyColumnCollection[str, ColumnElement[Any]]


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

    async def pairs(self, project: int, run: int, base: int) -> Sequence[TestPair]:
        """Return each variant of each test in a run and in another one, by the tests' keys."""
        tried = (
            select(
                TestResultRow.run_id,
                TestResultRow.test_id,
                TestResultRow.variant,
                TestResultRow.result,
                TestResultRow.seconds,
                TRY_FROM_LAST.label("place"),
            )
            .where(TestResultRow.run_id.in_({run, base}))
            .subquery()
        )
        seen = tried.c
        ended = (
            select(seen.test_id, seen.variant)
            .add_columns(*_endings(seen, base), *_endings(seen, run))
            .where(seen.place == 1)
            .group_by(seen.test_id, seen.variant)
            .subquery()
        )
        query = (
            select(TestRow.suite, ended)
            .join(TestRow, TestRow.id == ended.c.test_id)
            .where(TestRow.project_id == project)
            .order_by(ended.c.test_id, ended.c.variant)
        )
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


def _endings(seen: _Columns, run: int) -> Sequence[ColumnElement[Any]]:
    """Return how a test ended in a run: results, failures, passes, seconds where it passed."""
    here = seen.run_id == run
    passing = and_(here, seen.result.in_(PASSING))
    return [
        func.count(case((here, 1))),
        func.count(case((and_(here, seen.result.in_(FAILING)), 1))),
        func.count(case((passing, 1))),
        func.avg(case((passing, seen.seconds))),
    ]


def _ending(results: int, failed: int, passed: int, seconds: float | None) -> Ending | None:
    if not results:
        return None
    if failed:
        return Ending(Outcome.FAILED, seconds)
    return Ending(Outcome.PASSED if passed else Outcome.SKIPPED, seconds)
