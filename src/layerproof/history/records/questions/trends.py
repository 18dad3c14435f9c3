"""Trends: what each layer and each suite was like, run by run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layerproof.history.records.questions.windows import WindowRun
from layerproof.history.records.runs import CoverageCounts, TestCounts


@dataclass(frozen=True, slots=True)
class LayerAt:
    """A measured layer (or ``total``) in the run with that key."""

    run: int
    name: str
    counts: CoverageCounts


@dataclass(frozen=True, slots=True)
class SuitePoint:
    """What a suite took in a run, its parts together, and how its tests ended."""

    seconds: float
    tests: TestCounts


@dataclass(frozen=True, slots=True)
class SuiteAt:
    """A suite in the run with that key."""

    run: int
    name: str
    point: SuitePoint


@dataclass(frozen=True, slots=True)
class LayerTrend:
    """One layer (or ``total``): a value for each run, ``None`` where it was not measured."""

    name: str
    points: Sequence[CoverageCounts | None]


@dataclass(frozen=True, slots=True)
class LayerTrends:
    """All layers through the runs of a branch, oldest first. The whole source is ``total``."""

    branch: str
    runs: Sequence[WindowRun]
    layers: Sequence[LayerTrend]


@dataclass(frozen=True, slots=True)
class SuiteTrend:
    """One suite: a value for each run, ``None`` where it did not run."""

    name: str
    points: Sequence[SuitePoint | None]


@dataclass(frozen=True, slots=True)
class SuiteTrends:
    """All suites through the runs of a branch, oldest first."""

    branch: str
    runs: Sequence[WindowRun]
    suites: Sequence[SuiteTrend]
