"""Columns that more than one question reads, and what is made of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, and_, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.questions.tests import TestName
from layerproof.history.records.questions.windows import Window, WindowRun
from layerproof.history.tables import RunRow, TestResultRow, TestRow

#: What results mean; :mod:`services.questions.outcomes` says the same, and tests hold them to it.
PASSING = ("passed", "xfailed", "xpassed")
FAILING = ("failed", "error")

WINDOW_COLUMNS = (
    RunRow.id,
    RunRow.run_id,
    RunRow.created_at,
    RunRow.commit,
    RunRow.branch,
    RunRow.dirty,
    RunRow.ruling,
    RunRow.partial,
    RunRow.complete,
    RunRow.branch_coverage,
)

#: The place of a try among those of one variant of a test in one part of a run, the last one first.
TRY_FROM_LAST = func.row_number().over(
    partition_by=(
        TestResultRow.run_id,
        TestResultRow.test_id,
        TestResultRow.variant,
        TestResultRow.part,
    ),
    order_by=TestResultRow.position.desc(),
)

#: Added to a column, it keeps a database from using an index for it.
NOTHING: ColumnElement[int] = literal_column("0", Integer)

#: A result's test. Without the sum a database may begin with the tests, as many as all projects
#: have, and look for results of each.
OF_TEST = TestRow.id == TestResultRow.test_id + NOTHING


def in_window(window: Window) -> ColumnElement[bool]:
    """Return the condition for results of single tests in some runs.

    The tests' index is read from the oldest to the newest of the runs, and not run by run (the sum)
    or from the first run there ever was.
    """
    keys = window.keys or [0]
    run = TestResultRow.run_id
    return and_(run.between(min(keys), max(keys)), (run + NOTHING).in_(keys))


def window_run(row: Row[*tuple[Any, ...]]) -> WindowRun:
    """Return a run from a row that begins with ``WINDOW_COLUMNS``."""
    return WindowRun(*row[: len(WINDOW_COLUMNS)])


def test_name(name_hash: bytes, suite: str, nodeid: str) -> TestName:
    """Return a test's name; its hash, which follows from the names, is its id."""
    return TestName(name_hash.hex(), suite, nodeid)


async def read_names(
    session: AsyncSession, project: int, tests: Collection[int]
) -> Mapping[int, TestName]:
    """Return the names of a project's tests by their keys."""
    if not tests:
        return {}
    query = select(TestRow.id, TestRow.name_hash, TestRow.suite, TestRow.nodeid).where(
        TestRow.project_id == project, TestRow.id.in_(tests)
    )
    found = await session.execute(query)
    return {key: test_name(name_hash, suite, nodeid) for key, name_hash, suite, nodeid in found}
