"""Many projects, or many runs, at one look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from layerproof.history.records.access import OrganizationScope, ProjectScope
from layerproof.history.records.overview import ProjectNews
from layerproof.history.records.questions.trends import LayerAt
from layerproof.history.records.runs import StoredRun
from layerproof.history.services.ports.overview import OverviewRepository


class OverviewService:
    """What lists show besides names.

    :param overviews: where it is found.
    """

    def __init__(self, overviews: OverviewRepository) -> None:
        self._overviews = overviews

    async def news(self, scope: OrganizationScope) -> Mapping[int, ProjectNews]:
        """Return the newest run of each project's main branch, by the project's key."""
        return {news.project: news for news in await self._overviews.news(scope.key)}

    async def layers(self, scope: ProjectScope, runs: Sequence[StoredRun]) -> Sequence[LayerAt]:
        """Return the measured layers of runs, in the runs' order and then in each report's."""
        found = await self._overviews.layers(scope.key, [run.key for run in runs])
        places = {run.key: place for place, run in enumerate(runs)}
        return sorted(found, key=lambda layer: places[layer.run])
