"""What is told of a project where many are listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from layerproof.history.records.runs import CoverageCounts


@dataclass(frozen=True, slots=True)
class ProjectNews:
    """The newest run of a project's main branch.

    ``project`` is the project's key, ``failed`` how many tests failed, ``total`` the whole source,
    ``None`` where nothing was counted.
    """

    project: int
    run_id: str
    created_at: datetime
    ruling: str
    failed: int
    total: CoverageCounts | None
