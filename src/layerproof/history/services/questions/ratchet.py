"""The ratchet: the best that each layer has been in the newest runs of a branch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from layerproof.history.records.access import ProjectScope
from layerproof.history.records.questions.ratchet import LayerPoint, Ratchet, RatchetQuestion
from layerproof.history.records.questions.trends import LayerAt
from layerproof.history.records.questions.windows import Window, WindowFilter
from layerproof.history.services.ports.questions import TrendRepository, WindowRepository
from layerproof.history.services.questions.fractions import is_below


class RatchetService:
    """The best of each layer.

    :param windows: where runs are found.
    :param trends: where their layers are found.
    """

    def __init__(self, windows: WindowRepository, trends: TrendRepository) -> None:
        self._windows = windows
        self._trends = trends

    async def best(self, scope: ProjectScope, question: RatchetQuestion) -> Ratchet:
        """Return the best of each layer among the newest runs that were measured whole.

        Runs of checkouts with changes are left out: nobody is held to what was never committed.
        Only runs that measured branches alike are compared: as the question says, or as the
        newest run did.
        """
        branch = scope.main_branch if question.branch is None else question.branch
        with_branches = question.branch_coverage
        if with_branches is None:
            newest = await self._windows.newest(scope.key, _measured(branch, None), limit=1)
            if not newest.runs:
                return Ratchet(branch, None, 0, [])
            with_branches = newest.runs[0].branch_coverage
        wanted = _measured(branch, with_branches)
        window = await self._windows.newest(scope.key, wanted, limit=question.runs)
        layers = find_best(window, await self._trends.layers(window))
        return Ratchet(branch, with_branches, len(window.runs), layers)


def _measured(branch: str, branch_coverage: bool | None) -> WindowFilter:  # noqa: FBT001  (three values)
    # As ``core.judge.floor`` chooses among the records of a checkout.
    return WindowFilter(
        branch=branch,
        whole=True,
        clean=True,
        measured=True,
        covered=True,
        branch_coverage=branch_coverage,
    )


def find_best(window: Window, layers: Iterable[LayerAt]) -> Sequence[LayerPoint]:
    """Return the best of each layer, of equals the newest, and the run that it is from.

    :param layers: the layers of the window's runs, newest run first; the best come in the order
        in which the names do. A layer in which nothing could run is none.
    """
    runs = {run.key: run for run in window.runs}
    best: dict[str, LayerPoint] = {}
    for at in layers:
        point = LayerPoint(at.name, at.counts.covered, at.counts.total, runs[at.run])
        known = best.get(at.name)
        if point.total and (known is None or is_below(known, point)):
            best[at.name] = point
    return list(best.values())
