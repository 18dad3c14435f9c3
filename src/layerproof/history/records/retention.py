"""What is kept of a project's runs, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class KeepingRule:
    """What a project keeps. ``None`` of a bound keeps all."""

    project: int
    main_branch: str
    keep_runs: int | None
    keep_days: int | None


@dataclass(frozen=True, slots=True)
class RunAge:
    """What decides whether a run is kept.

    It is ``whole`` if all of it came and it has a verdict; ``counted`` if the ratchet may hold
    others to it.
    """

    key: int
    created_at: datetime
    branch: str
    whole: bool
    counted: bool


@dataclass(frozen=True, slots=True)
class PruneCounts:
    """How much was removed: runs, and tests that no run has any more."""

    runs: int = 0
    tests: int = 0

    def __add__(self, other: PruneCounts) -> PruneCounts:
        """Return the sum of both."""
        return PruneCounts(self.runs + other.runs, self.tests + other.tests)
