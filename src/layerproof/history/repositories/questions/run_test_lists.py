"""The tests of one run as a list: filtered, sorted, and page by page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, collate, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.questions.tests import RunTest, RunTestFilter, RunTestSort
from layerproof.history.repositories.questions.columns import OF_TEST, test_name
from layerproof.history.tables import TestResultRow, TestRow

#: What has to be looked at comes first.
_SEVERITY = {"error": 0, "failed": 1, "xpassed": 2, "xfailed": 3, "skipped": 4, "passed": 5}

#: What sorts text by its characters' numbers, whatever language a database is set up for.
_PLAIN_ORDER = {"postgresql": "C", "sqlite": "BINARY"}

_Listed = Select[*tuple[Any, ...]]


async def read_page(
    session: AsyncSession,
    of: tuple[int, int],
    wanted: RunTestFilter,
    *,
    after: int | None,
    limit: int,
) -> Sequence[RunTest]:
    """Return tests of a run that stand after another one.

    :param of: the project and the run.
    :param after: the position of the test that was shown last; nothing follows one that is not
        there.
    """
    key = _sort_key(wanted.sort, session.get_bind().dialect.name)
    query = _filtered(_select(*of), wanted)
    if after is not None:
        shown = _select(*of).with_only_columns(key).where(TestResultRow.position == after)
        last = (await session.execute(shown)).one_or_none()
        if last is None:
            return []
        further = and_(key == last[0], TestResultRow.position > after)
        query = query.where(or_(key > last[0], further))
    found = await session.execute(query.order_by(key, TestResultRow.position).limit(limit))
    return [_test(*row) for row in found]


def _select(project: int, run: int) -> _Listed:
    return (
        select(
            TestResultRow.position,
            TestRow.name_hash,
            TestRow.suite,
            TestRow.nodeid,
            TestResultRow.part,
            TestResultRow.variant,
            TestResultRow.result,
            TestResultRow.seconds,
            TestResultRow.retries,
            TestResultRow.message,
        )
        .join(TestRow, OF_TEST)
        .where(TestRow.project_id == project, TestResultRow.run_id == run)
    )


def _filtered(query: _Listed, wanted: RunTestFilter) -> _Listed:
    if wanted.suite is not None:
        query = query.where(TestRow.suite == wanted.suite)
    if wanted.result is not None:
        query = query.where(TestResultRow.result == wanted.result)
    if wanted.search is not None:
        query = query.where(TestRow.nodeid.icontains(wanted.search, autoescape=True))
    return query


def _sort_key(sort: RunTestSort, dialect: str) -> ColumnElement[Any]:
    keys: dict[RunTestSort, ColumnElement[Any]] = {
        RunTestSort.SECONDS: -TestResultRow.seconds,
        RunTestSort.NAME: collate(TestRow.nodeid, _PLAIN_ORDER[dialect]),
        RunTestSort.RESULT: case(_SEVERITY, value=TestResultRow.result),
    }
    return keys[sort]


def _test(position: int, name_hash: bytes, suite: str, nodeid: str, *ending: Any) -> RunTest:
    return RunTest(position, test_name(name_hash, suite, nodeid), *ending)
