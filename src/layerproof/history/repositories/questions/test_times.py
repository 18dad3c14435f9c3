"""What tests take, from all results of some runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.questions.tests import (
    SlowPage,
    SlowQuestion,
    SlowSort,
    SlowTest,
    TestDuration,
)
from layerproof.history.records.questions.windows import Window
from layerproof.history.repositories.questions.columns import NOTHING, PASSING, read_names
from layerproof.history.tables import TestResultRow, TestRow


class SqlTestTimeRepository:
    """Fills :class:`services.ports.questions.TestTimeRepository`.

    :param session: the request's session.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def slowest(self, now: Window, before: Window, question: SlowQuestion) -> SlowPage:
        """Return the tests that ran in the runs ``now``, with what they took ``before``."""
        means = _means(now, before, question.suite).subquery().c
        first: ColumnElement[Any] = means.now
        if question.sort is SlowSort.GROWTH:
            first = means.now - means.before
        query = (
            select(means.test_id, means.now, means.before, func.count().over())
            .where(means.now.is_not(None))
            .order_by(first.desc().nulls_last(), means.test_id)
            .limit(question.limit)
        )
        found = (await self._session.execute(query)).all()
        # Named afterwards: few are shown of many that are measured.
        names = await read_names(self._session, now.project, [row[0] for row in found])
        items = [SlowTest(names[test], seconds, before) for test, seconds, before, _ in found]
        return SlowPage(items, found[0][3] if found else 0)

    async def durations(
        self, window: Window, *, suite: str | None, limit: int
    ) -> Sequence[TestDuration]:
        """Return the median seconds of tests that passed, by the tests' keys."""
        medians = _medians(window, suite).subquery().c
        query = (
            select(TestRow.suite, TestRow.nodeid, medians.seconds)
            .join(TestRow, TestRow.id == medians.test_id)
            .where(TestRow.project_id == window.project)
            .order_by(medians.test_id)
            .limit(limit)
        )
        return [TestDuration(*row) for row in await self._session.execute(query)]


def _means(now: Window, before: Window, suite: str | None) -> Select[*tuple[Any, ...]]:
    """Return what each test took on average in each window; a skipped one took nothing."""
    seconds, run = TestResultRow.seconds, TestResultRow.run_id
    # Grouped by the column itself, the tests' index would be read, with all runs there are.
    test = TestResultRow.test_id + NOTHING
    query = (
        select(
            test.label("test_id"),
            func.avg(case((run.in_(now.keys), seconds))).label("now"),
            func.avg(case((run.in_(before.keys), seconds))).label("before"),
        )
        .where(run.in_([*now.keys, *before.keys]), TestResultRow.result != "skipped")
        .group_by(test)
    )
    return query if suite is None else query.where(_of_suite(now.project, suite))


def _medians(window: Window, suite: str | None) -> Select[*tuple[Any, ...]]:
    """Return the mean of the one or two middle values of each test's seconds."""
    each = TestResultRow.test_id
    sorted_seconds = select(
        each,
        TestResultRow.seconds,
        func.row_number().over(partition_by=each, order_by=TestResultRow.seconds).label("place"),
        func.count().over(partition_by=each).label("of"),
    ).where(TestResultRow.run_id.in_(window.keys), TestResultRow.result.in_(PASSING))
    if suite is not None:
        sorted_seconds = sorted_seconds.where(_of_suite(window.project, suite))
    one = sorted_seconds.subquery().c
    twice = 2 * one.place
    return (
        select(one.test_id, func.avg(one.seconds).label("seconds"))
        .where(twice.between(one.of, one.of + 2))
        .group_by(one.test_id)
    )


def _of_suite(project: int, suite: str) -> ColumnElement[bool]:
    of_suite = select(TestRow.id).where(TestRow.project_id == project, TestRow.suite == suite)
    return TestResultRow.test_id.in_(of_suite)
