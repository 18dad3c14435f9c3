"""Layers and suites of many runs."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.questions.trends import LayerAt, SuiteAt, SuitePoint
from layerproof.history.records.questions.windows import Window
from layerproof.history.records.runs import CoverageCounts, TestCounts
from layerproof.history.tables import LayerRow, RunRow, SuiteRow


class SqlTrendRepository:
    """Fills :class:`services.ports.questions.TrendRepository`.

    :param session: the request's session.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def layers(self, window: Window) -> Sequence[LayerAt]:
        """Return the measured layers of each run, newest run first, in each report's order."""
        query = (
            select(
                LayerRow.run_id,
                LayerRow.name,
                LayerRow.statements,
                LayerRow.missing,
                LayerRow.branches,
                LayerRow.missing_branches,
            )
            .join(RunRow, RunRow.id == LayerRow.run_id)
            .where(LayerRow.run_id.in_(window.keys), RunRow.project_id == window.project)
            .where(LayerRow.measured.is_(True))
            .order_by(RunRow.created_at.desc(), RunRow.id.desc(), LayerRow.position)
        )
        found = await self._session.execute(query)
        return [LayerAt(run, name, CoverageCounts(*counts)) for run, name, *counts in found]

    async def suites(self, window: Window) -> Sequence[SuiteAt]:
        """Return the suites of each run, newest run first, in each report's order."""
        query = (
            select(
                SuiteRow.run_id,
                SuiteRow.name,
                SuiteRow.seconds,
                SuiteRow.selected,
                SuiteRow.passed,
                SuiteRow.failed,
                SuiteRow.error,
                SuiteRow.skipped,
                SuiteRow.xfailed,
                SuiteRow.xpassed,
            )
            .join(RunRow, RunRow.id == SuiteRow.run_id)
            .where(SuiteRow.run_id.in_(window.keys), RunRow.project_id == window.project)
            .order_by(RunRow.created_at.desc(), RunRow.id.desc(), SuiteRow.position)
        )
        found = await self._session.execute(query)
        return [
            SuiteAt(run, name, SuitePoint(seconds, TestCounts(*counts)))
            for run, name, seconds, *counts in found
        ]
