"""Windows of runs, and the newest run of each branch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, ScalarSelect, Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from layerproof.history.records.questions.windows import Window, WindowFilter
from layerproof.history.records.runs import Position, StoredRun
from layerproof.history.repositories.questions.columns import WINDOW_COLUMNS, window_run
from layerproof.history.repositories.run_conditions import is_covered, is_measured, is_whole
from layerproof.history.repositories.run_rows import read_runs, select_runs
from layerproof.history.tables import RunRow


class SqlWindowRepository:
    """Fills :class:`services.ports.questions.WindowRepository`.

    :param session: the request's session.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def newest(self, project: int, wanted: WindowFilter, *, limit: int) -> Window:
        """Return at most ``limit`` of the newest runs that fit."""
        query = _fitting(select(*WINDOW_COLUMNS).where(RunRow.project_id == project), wanted)
        newest = query.order_by(RunRow.created_at.desc(), RunRow.id.desc()).limit(limit)
        found = await self._session.execute(newest)
        return Window(project, [window_run(row) for row in found])

    async def branches(
        self, project: int, *, after: Position | None, limit: int
    ) -> Sequence[StoredRun]:
        """Return each branch's newest run, newest first, that stand after a position."""
        names = _branch_names(project)
        each = select(_newest_of(project, names)).select_from(names)
        query = select_runs(project).where(RunRow.id.in_(each))
        if after is not None:
            place = tuple_(RunRow.created_at, RunRow.id)
            query = query.where(place < (after.created_at, after.key))
        newest = query.order_by(RunRow.created_at.desc(), RunRow.id.desc()).limit(limit)
        return await read_runs(self._session, newest)


_Selected = Select[*tuple[Any, ...]]


def _fitting(query: _Selected, wanted: WindowFilter) -> _Selected:
    if wanted.branch is not None:
        query = query.where(RunRow.branch == wanted.branch)
    if wanted.whole:
        query = query.where(is_whole())
    if wanted.clean:
        query = query.where(RunRow.dirty.is_(False))
    if wanted.committed:
        query = query.where(RunRow.commit != "")
    if wanted.measured:
        query = query.where(is_measured())
    if wanted.covered:
        query = query.where(is_covered())
    if wanted.branch_coverage is not None:
        query = query.where(RunRow.branch_coverage.is_(wanted.branch_coverage))
    if wanted.before is not None:
        place = tuple_(RunRow.created_at, RunRow.id)
        query = query.where(place < (wanted.before.created_at, wanted.before.key))
    return query


def _branch_names(project: int) -> CTE:
    """Return the names of the branches, each found by one look into the index.

    Neither database skips from one value of an index to the next by itself, and there are far
    more runs than branches.
    """
    first = select(func.min(RunRow.branch).label("branch")).where(RunRow.project_id == project)
    names = first.cte("names", recursive=True)
    following = (
        select(func.min(RunRow.branch))
        .where(RunRow.project_id == project, RunRow.branch > names.c.branch)
        .scalar_subquery()
    )
    return names.union_all(select(following).where(names.c.branch.is_not(None)))


def _newest_of(project: int, names: CTE) -> ScalarSelect[int]:
    run = aliased(RunRow)
    return (
        select(run.id)
        .where(run.project_id == project, run.branch == names.c.branch)
        .order_by(run.created_at.desc(), run.id.desc())
        .limit(1)
        .correlate(names)
        .scalar_subquery()
    )
