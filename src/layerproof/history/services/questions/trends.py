"""How layers and suites went, run by run.

Runs that were made in part, or of which not all has arrived, are left out: their numbers would look
like a fall.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from layerproof.history.records.access import ProjectScope
from layerproof.history.records.questions.trends import (
    LayerTrend,
    LayerTrends,
    SuiteTrend,
    SuiteTrends,
)
from layerproof.history.records.questions.windows import Window, WindowFilter
from layerproof.history.services.ports.questions import TrendRepository, WindowRepository

#: As many runs as one trend may have.
LONGEST_TREND = 2_000

P = TypeVar("P")


class TrendService:
    """Trends of layers and suites.

    :param windows: where runs are found.
    :param trends: where their layers and suites are found.
    """

    def __init__(self, windows: WindowRepository, trends: TrendRepository) -> None:
        self._windows = windows
        self._trends = trends

    async def layers(self, scope: ProjectScope, *, branch: str | None, limit: int) -> LayerTrends:
        """Return every measured layer in the newest runs of a branch, oldest first."""
        window = await self._window(scope, branch, limit)
        found = await self._trends.layers(window)
        lines = line_up(window, ((at.run, at.name, at.counts) for at in found))
        return LayerTrends(
            branch=_named(scope, branch),
            runs=window.runs[::-1],
            layers=[LayerTrend(name, points) for name, points in lines],
        )

    async def suites(self, scope: ProjectScope, *, branch: str | None, limit: int) -> SuiteTrends:
        """Return every suite in the newest runs of a branch, oldest first."""
        window = await self._window(scope, branch, limit)
        found = await self._trends.suites(window)
        lines = line_up(window, ((at.run, at.name, at.point) for at in found))
        return SuiteTrends(
            branch=_named(scope, branch),
            runs=window.runs[::-1],
            suites=[SuiteTrend(name, points) for name, points in lines],
        )

    async def _window(self, scope: ProjectScope, branch: str | None, limit: int) -> Window:
        wanted = WindowFilter(branch=_named(scope, branch), whole=True)
        return await self._windows.newest(scope.key, wanted, limit=limit)


def _named(scope: ProjectScope, branch: str | None) -> str:
    return scope.main_branch if branch is None else branch


def line_up(
    window: Window, values: Iterable[tuple[int, str, P]]
) -> Sequence[tuple[str, Sequence[P | None]]]:
    """Return for each name its values, one for each run, oldest first.

    :param values: the run's key, the name and the value; names keep the order in which they come.
    """
    by_name: dict[str, dict[int, P]] = {}
    for run, name, value in values:
        by_name.setdefault(name, {})[run] = value
    oldest_first = window.keys[::-1]
    return [(name, [at.get(key) for key in oldest_first]) for name, at in by_name.items()]
