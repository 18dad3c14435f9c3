"""Trends as they are answered: in columns, each as long as there are runs."""

from __future__ import annotations

from pydantic import Field

from layerproof.history.records.questions.trends import (
    LayerTrend,
    LayerTrends,
    SuiteTrend,
    SuiteTrends,
)
from layerproof.history.schemas.questions.runs import RunNameOut
from layerproof.history.schemas.runs import Answer

Column = list[int | None]


class LayerTrendOut(Answer):
    """One layer: a value for each run, null where it was not measured."""

    name: str
    covered: Column
    total: Column


class LayerTrendsOut(Answer):
    """All layers through the runs of a branch, oldest first."""

    branch: str
    runs: list[RunNameOut]
    layers: list[LayerTrendOut] = Field(description="The whole source is called `total`")


class SuiteTrendOut(Answer):
    """One suite: a value for each run, null where it did not run."""

    name: str
    seconds: list[float | None]
    selected: Column
    passed: Column
    failed: Column
    error: Column
    skipped: Column
    xfailed: Column
    xpassed: Column


class SuiteTrendsOut(Answer):
    """All suites through the runs of a branch, oldest first."""

    branch: str
    runs: list[RunNameOut]
    suites: list[SuiteTrendOut]


def show_layer_trends(trends: LayerTrends) -> LayerTrendsOut:
    """Return the trends of layers as they are answered."""
    return LayerTrendsOut(
        branch=trends.branch,
        runs=[RunNameOut.model_validate(run) for run in trends.runs],
        layers=[_layer(trend) for trend in trends.layers],
    )


def _layer(trend: LayerTrend) -> LayerTrendOut:
    return LayerTrendOut(
        name=trend.name,
        covered=[None if point is None else point.covered for point in trend.points],
        total=[None if point is None else point.total for point in trend.points],
    )


def show_suite_trends(trends: SuiteTrends) -> SuiteTrendsOut:
    """Return the trends of suites as they are answered."""
    return SuiteTrendsOut(
        branch=trends.branch,
        runs=[RunNameOut.model_validate(run) for run in trends.runs],
        suites=[_suite(trend) for trend in trends.suites],
    )


def _suite(trend: SuiteTrend) -> SuiteTrendOut:
    tests = [None if point is None else point.tests for point in trend.points]

    def column(name: str) -> Column:
        return [None if counts is None else getattr(counts, name) for counts in tests]

    return SuiteTrendOut(
        name=trend.name,
        seconds=[None if point is None else point.seconds for point in trend.points],
        selected=column("selected"),
        passed=column("passed"),
        failed=column("failed"),
        error=column("error"),
        skipped=column("skipped"),
        xfailed=column("xfailed"),
        xpassed=column("xpassed"),
    )
