"""Overviews in memory, as the real ones are: what was put in, for one organization or project."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from layerproof.history.records.overview import ProjectNews
from layerproof.history.records.questions.trends import LayerAt


class FakeOverviewRepository:
    """Fills ``services.ports.overview.OverviewRepository`` from values.

    :param news: by the organization's key.
    :param layers: by the project's key, each in its report's order.
    """

    def __init__(
        self,
        news: dict[int, list[ProjectNews]] | None = None,
        layers: dict[int, list[LayerAt]] | None = None,
    ) -> None:
        self._news = news or {}
        self._layers = layers or {}

    async def news(self, organization: int) -> Sequence[ProjectNews]:
        """Return the newest run of each main branch in an organization, where there is one."""
        return sorted(self._news.get(organization, []), key=lambda news: news.project)

    async def layers(self, project: int, runs: Collection[int]) -> Sequence[LayerAt]:
        """Return the measured layers of these runs of a project, in each report's order."""
        found = [layer for layer in self._layers.get(project, []) if layer.run in runs]
        return sorted(found, key=lambda layer: layer.run)
