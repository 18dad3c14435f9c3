"""Columns that more than one question reads, and what is made of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.questions.tests import TestName
from layerproof.history.records.questions.windows import WindowRun
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
