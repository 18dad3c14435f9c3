"""The runs of a project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from layerproof.history.pages.choices import choose_from
from layerproof.history.pages.frame import ProjectPlace, Viewer, project_frame
from layerproof.history.pages.templating import render
from layerproof.history.pages.wording import TOTAL
from layerproof.history.records.questions.trends import LayerAt
from layerproof.history.records.runs import CoverageCounts, RunFilter, RunPage, StoredRun

RULINGS: Final = ("kept", "broken", "not measured")

#: More columns than this would not be read.
_MOST_LAYERS: Final = 8


@dataclass(frozen=True, slots=True)
class RunsView:
    """Some runs: the page, its runs' layers, the project's branches, and what was asked for."""

    page: RunPage
    layers: Sequence[LayerAt]
    branches: Sequence[str]
    wanted: RunFilter
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in the list, with the counts of each layer that has a column."""

    run: StoredRun
    layers: Sequence[CoverageCounts | None]


def render_runs(viewer: Viewer, place: ProjectPlace, view: RunsView) -> str:
    """Return the page that lists runs."""
    names = _name_layers(view.layers)
    by_run = _by_run(view.layers)
    rows = [
        RunRow(run, [by_run.get(run.key, {}).get(name) for name in names]) for run in view.page.runs
    ]
    branch = view.wanted.branch or ""
    return render(
        "runs.html",
        project_frame(viewer, place, "Runs"),
        place=place,
        rows=rows,
        layers=names,
        branches=choose_from(view.branches, branch),
        branch=branch,
        rulings=choose_from(RULINGS, ""),
        ruling=view.wanted.ruling or "",
        cursor=view.cursor,
        older=view.page.next,
    )


def _name_layers(layers: Iterable[LayerAt]) -> Sequence[str]:
    names = dict.fromkeys(layer.name for layer in layers if layer.name != TOTAL)
    return list(names)[:_MOST_LAYERS]


def _by_run(layers: Iterable[LayerAt]) -> Mapping[int, Mapping[str, CoverageCounts]]:
    by_run: dict[int, dict[str, CoverageCounts]] = {}
    for layer in layers:
        by_run.setdefault(layer.run, {})[layer.name] = layer.counts
    return by_run
