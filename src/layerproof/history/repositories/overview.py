"""Many projects, or many runs, in one query each."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.overview import ProjectNews
from layerproof.history.records.questions.trends import LayerAt
from layerproof.history.records.runs import CoverageCounts
from layerproof.history.schemas.report import TOTAL
from layerproof.history.tables import LayerRow, ProjectRow, RunRow, SuiteRow


class SqlOverviewRepository:
    """Fills :class:`services.ports.overview.OverviewRepository`.

    :param session: the request's session.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def news(self, organization: int) -> Sequence[ProjectNews]:
        """Return the newest run of each main branch in an organization, where there is one."""
        found = await self._session.execute(_newest(organization))
        return [
            ProjectNews(
                project=run.project_id,
                run_id=run.run_id,
                created_at=run.created_at,
                ruling=run.ruling,
                failed=int(failed or 0),
                total=None if total is None else _counts(total),
            )
            for run, total, failed in found
        ]

    async def layers(self, project: int, runs: Collection[int]) -> Sequence[LayerAt]:
        """Return the measured layers of these runs of a project, in each report's order."""
        if not runs:
            return []
        query = (
            select(LayerRow)
            .join(RunRow, RunRow.id == LayerRow.run_id)
            .where(RunRow.project_id == project, RunRow.id.in_(runs), LayerRow.measured)
            .order_by(LayerRow.run_id, LayerRow.position)
        )
        rows = await self._session.scalars(query)
        return [LayerAt(row.run_id, row.name, _counts(row)) for row in rows]


def _newest(organization: int) -> Select[RunRow, LayerRow | None, int | None]:
    newest = (
        select(RunRow.id)
        .where(RunRow.project_id == ProjectRow.id, RunRow.branch == ProjectRow.main_branch)
        .order_by(RunRow.created_at.desc(), RunRow.id.desc())
        .limit(1)
        .correlate(ProjectRow)
        .scalar_subquery()
    )
    failed = (
        select(func.sum(SuiteRow.failed + SuiteRow.error))
        .where(SuiteRow.run_id == RunRow.id)
        .correlate(RunRow)
        .scalar_subquery()
    )
    return (
        select(RunRow, LayerRow, failed)
        .select_from(ProjectRow)
        .join(RunRow, RunRow.id == newest)
        .outerjoin(LayerRow, (LayerRow.run_id == RunRow.id) & (LayerRow.name == TOTAL))
        .where(ProjectRow.organization_id == organization)
        .order_by(ProjectRow.id)
    )


def _counts(layer: LayerRow) -> CoverageCounts:
    return CoverageCounts(layer.statements, layer.missing, layer.branches, layer.missing_branches)
