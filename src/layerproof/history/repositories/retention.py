"""What goes for good, in steps so small that nobody who pushes has to wait for long.

A test is removed only while nobody stores results in its project: on PostgreSQL whoever stores some
has locked the project's row for it (``results``), and a project that is busy is left for another
time. On SQLite whoever writes is alone anyway.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.retention import KeepingRule, RunAge
from layerproof.history.repositories.run_conditions import is_covered, is_measured, is_whole
from layerproof.history.tables import ProjectRow, RunRow, TestResultRow, TestRow


class SqlRetentionRepository:
    """Runs and tests that may go.

    :param session: whoever opened it commits.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def list_projects(self) -> Sequence[int]:
        """Return the keys of all projects."""
        return (await self._session.scalars(select(ProjectRow.id).order_by(ProjectRow.id))).all()

    async def list_rules(self) -> Sequence[KeepingRule]:
        """Return what projects keep that do not keep all."""
        wanted = select(ProjectRow).where(
            or_(ProjectRow.keep_runs.is_not(None), ProjectRow.keep_days.is_not(None))
        )
        rows = await self._session.scalars(wanted.order_by(ProjectRow.id))
        return [KeepingRule(row.id, row.main_branch, row.keep_runs, row.keep_days) for row in rows]

    async def list_ages(self, project: int) -> Sequence[RunAge]:
        """Return what decides whether a project's runs are kept."""
        best = and_(is_whole(), is_measured(), is_covered(), RunRow.dirty.is_(False))
        wanted = select(RunRow.id, RunRow.created_at, RunRow.branch, is_whole(), best).where(
            RunRow.project_id == project
        )
        return [RunAge(*row) for row in await self._session.execute(wanted)]

    async def remove_run(self, project: int, key: int) -> bool:
        """Remove a run with all that belongs to it; return whether it was there."""
        unwanted = delete(RunRow).where(RunRow.project_id == project, RunRow.id == key)
        return await self._session.scalar(unwanted.returning(RunRow.id)) is not None

    async def list_unused_tests(self, project: int, *, after: int, limit: int) -> Sequence[int]:
        """Return keys of tests that no run has, in order, from after a key."""
        wanted = (
            select(TestRow.id)
            .where(TestRow.project_id == project, TestRow.id > after, ~_is_used())
            .order_by(TestRow.id)
            .limit(limit)
        )
        return (await self._session.scalars(wanted)).all()

    async def remove_tests(self, project: int, keys: Sequence[int]) -> int:
        """Remove those of the tests that still no run has; return how many.

        None is removed while somebody stores results in the project.
        """
        wanted = select(ProjectRow.id).where(ProjectRow.id == project)
        if await self._session.scalar(wanted.with_for_update(skip_locked=True)) is None:
            return 0
        unwanted = (
            delete(TestRow)
            .where(TestRow.project_id == project, TestRow.id.in_(keys), ~_is_used())
            .returning(TestRow.id)
            .execution_options(synchronize_session=False)
        )
        return len((await self._session.scalars(unwanted)).all())


def _is_used() -> ColumnElement[bool]:
    return exists().where(TestResultRow.test_id == TestRow.id)
