"""Single tests through many runs, and which of them are flaky."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.questions.flaky import Candidates, FlakyQuestion, TestVariant
from layerproof.history.records.questions.tests import Sighting, SightingPlace, TestName
from layerproof.history.records.questions.windows import Window
from layerproof.history.repositories.questions.columns import (
    WINDOW_COLUMNS,
    in_window,
    read_names,
    test_name,
    window_run,
)
from layerproof.history.repositories.questions.flaky import select_flaky
from layerproof.history.tables import RunRow, TestResultRow, TestRow


class SqlSightingRepository:
    """Fills :class:`services.ports.questions.SightingRepository`.

    :param session: the request's session.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find_test(self, project: int, test_id: str) -> tuple[int, TestName] | None:
        """Return a test's key and names; the id are hexadecimal digits."""
        query = select(TestRow.id, TestRow.name_hash, TestRow.suite, TestRow.nodeid).where(
            TestRow.project_id == project, TestRow.name_hash == bytes.fromhex(test_id)
        )
        found = (await self._session.execute(query)).one_or_none()
        return None if found is None else (found[0], test_name(*found[1:]))

    async def history(
        self,
        project: int,
        test: int,
        branch: str | None,
        *,
        after: SightingPlace | None,
        limit: int,
    ) -> Sequence[Sighting]:
        """Return how a test ended, newest first, after a place."""
        place = (RunRow.created_at, RunRow.id, TestResultRow.position)
        query = (
            select(*WINDOW_COLUMNS, *_ENDING)
            .join(RunRow, RunRow.id == TestResultRow.run_id)
            .where(TestResultRow.test_id == test, RunRow.project_id == project)
        )
        if branch is not None:
            query = query.where(RunRow.branch == branch)
        if after is not None:
            last = (after.created_at, after.run, after.position)
            query = query.where(tuple_(*place) < last)
        newest = query.order_by(*[one.desc() for one in place]).limit(limit)
        return [_sighting(row) for row in await self._session.execute(newest)]

    async def flaky(self, window: Window, question: FlakyQuestion) -> Candidates:
        """Return the tests that are flaky in these runs, and how many there are."""
        query = select_flaky(window, question, self._session.get_bind().dialect.name)
        found = (await self._session.execute(query)).all()
        items = [TestVariant(test, variant) for test, variant, _ in found]
        return Candidates(items, found[0][2] if found else 0)

    async def sightings(
        self, window: Window, tests: Collection[TestVariant]
    ) -> Mapping[TestVariant, Sequence[Sighting]]:
        """Return how tests ended in these runs, every try, older runs first."""
        seen: dict[TestVariant, list[Sighting]] = {one: [] for one in tests}
        if not seen:
            return seen
        runs = {run.key: run for run in window.runs}
        query = (
            select(TestResultRow.test_id, TestResultRow.run_id, *_ENDING)
            .where(TestResultRow.test_id.in_({one.test for one in seen}))
            .where(in_window(window))
        )
        for row in await self._session.execute(query):
            sighting = Sighting(runs[row[1]], *row[2:])
            of = TestVariant(row[0], sighting.variant)
            if of in seen:
                seen[of].append(sighting)
        return {of: sorted(found, key=_place) for of, found in seen.items()}

    async def names(self, project: int, tests: Collection[int]) -> Mapping[int, TestName]:
        """Return the names of the tests with these keys."""
        return await read_names(self._session, project, tests)


#: A sighting apart from its run.
_ENDING = (
    TestResultRow.part,
    TestResultRow.variant,
    TestResultRow.position,
    TestResultRow.result,
    TestResultRow.seconds,
    TestResultRow.retries,
    TestResultRow.message,
)


def _sighting(row: Row[*tuple[Any, ...]]) -> Sighting:
    return Sighting(window_run(row), *row[len(WINDOW_COLUMNS) :])


def _place(sighting: Sighting) -> tuple[object, int]:
    return sighting.run.place, sighting.position
