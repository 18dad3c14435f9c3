"""How layers and suites went, run by run, as plots and as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from layerproof.history.pages.choices import Choice, choose_from
from layerproof.history.pages.frame import ProjectPlace, Viewer, project_frame
from layerproof.history.pages.numbers import NOTHING, date, duration, moment, percent
from layerproof.history.pages.plots import Plot, Series, Unit, draw
from layerproof.history.pages.templating import render
from layerproof.history.pages.wording import layer_name
from layerproof.history.records.questions.trends import LayerTrends, SuiteTrends
from layerproof.history.records.runs import CoverageCounts

#: How many of the newest runs one can look at.
LENGTHS: Final = (20, 50, 100, 200)


def render_trends(
    viewer: Viewer,
    place: ProjectPlace,
    layers: LayerTrends,
    suites: SuiteTrends,
    *,
    branches: Sequence[str],
    length: int,
) -> str:
    """Return the page of a branch's trends."""
    by_layer, by_suite = plot_layers(layers), plot_suites(suites)
    return render(
        "trends.html",
        project_frame(viewer, place, "Trends"),
        place=place,
        branch=layers.branch,
        branches=choose_from(branches, layers.branch),
        length=str(length),
        lengths=[Choice(str(length), str(length)) for length in sorted({*LENGTHS, length})],
        steps=by_layer.steps,
        layers=by_layer,
        layers_drawn=draw(by_layer),
        seconds=by_suite,
        seconds_drawn=draw(by_suite),
    )


def plot_layers(trends: LayerTrends) -> Plot:
    """Return the layers' shares as lines."""
    return Plot(
        title="Layers",
        description="The covered share of each layer, all suites merged.",
        unit=Unit.SHARE,
        steps=[moment(run.created_at) for run in trends.runs],
        dates=[date(run.created_at) for run in trends.runs],
        series=[
            Series(
                layer_name(layer.name),
                [_share(counts) for counts in layer.points],
                [percent(counts) for counts in layer.points],
            )
            for layer in trends.layers
        ],
    )


def plot_suites(trends: SuiteTrends) -> Plot:
    """Return what the suites took as lines."""
    return Plot(
        title="Time of suites",
        description="What each suite took, its parts added up.",
        unit=Unit.SECONDS,
        steps=[moment(run.created_at) for run in trends.runs],
        dates=[date(run.created_at) for run in trends.runs],
        series=[
            Series(
                suite.name,
                [None if point is None else point.seconds for point in suite.points],
                [NOTHING if point is None else duration(point.seconds) for point in suite.points],
            )
            for suite in trends.suites
        ],
    )


def _share(counts: CoverageCounts | None) -> float | None:
    if counts is None or not counts.total:
        return None
    return counts.covered / counts.total
