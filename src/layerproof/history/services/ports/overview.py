"""What pages need of many projects or runs at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from layerproof.history.records.overview import ProjectNews
from layerproof.history.records.questions.trends import LayerAt


class OverviewRepository(Protocol):
    """The newest runs of many projects, and the layers of many runs."""

    async def news(self, organization: int) -> Sequence[ProjectNews]:
        """Return the newest run of each main branch in an organization, where there is one."""

    async def layers(self, project: int, runs: Collection[int]) -> Sequence[LayerAt]:
        """Return the measured layers of these runs of a project, in each report's order."""
