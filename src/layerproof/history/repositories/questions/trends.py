"""Layers and suites of many runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.questions.trends import LayerAt, SuiteAt, SuitePoint
from layerproof.history.records.questions.windows import Window
from layerproof.history.records.runs import CoverageCounts, TestCounts
from layerproof.history.tables import LayerRow, SuiteRow

At = TypeVar("At", LayerAt, SuiteAt)


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
            .where(LayerRow.run_id.in_(window.keys), LayerRow.measured.is_(True))
            .order_by(LayerRow.run_id, LayerRow.position)
        )
        found = await self._session.execute(query)
        layers = [LayerAt(run, name, CoverageCounts(*counts)) for run, name, *counts in found]
        return _newest_first(window, layers)

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
            .where(SuiteRow.run_id.in_(window.keys))
            .order_by(SuiteRow.run_id, SuiteRow.position)
        )
        found = await self._session.execute(query)
        suites = [
            SuiteAt(run, name, SuitePoint(seconds, TestCounts(*counts)))
            for run, name, seconds, *counts in found
        ]
        return _newest_first(window, suites)


def _newest_first(window: Window, found: Sequence[At]) -> Sequence[At]:
    place = {key: place for place, key in enumerate(window.keys)}
    return sorted(found, key=lambda at: place[at.run])
