"""What every trend repository does."""

from __future__ import annotations

from dataclasses import replace

from layerproof.history.records.questions.trends import LayerAt, SuiteAt, SuitePoint
from layerproof.history.records.questions.windows import Window
from tests.factories.histories import a_layer, a_run, a_suite
from tests.support.question_contracts.shared import (
    Ports,
    QuestionContract,
)


class TrendContract(QuestionContract):
    """Layers and suites of many runs."""

    async def test_layers_of_the_newest_run_come_first(self, ports: Ports, project: int) -> None:
        """Every measured layer of the window is there, in its report's order; no other run's is."""
        service, total, model = a_layer("service", 1, 2), a_layer("total", 1, 3), a_layer("model")
        unmeasured = replace(model, measured=False)
        await ports.store(
            project,
            a_run(2, layers=[total]),
            a_run(3, layers=[unmeasured, service, total]),
            a_run(1, layers=[a_layer("old")]),
        )
        new, old = [await ports.key(project, run) for run in ("run-3", "run-2")]
        assert await ports.trends.layers(await ports.window(project, 2)) == [
            LayerAt(new, "service", service.counts),
            LayerAt(new, "total", total.counts),
            LayerAt(old, "total", total.counts),
        ]

    async def test_suites_of_the_newest_run_come_first(self, ports: Ports, project: int) -> None:
        """Every suite of the window is there with its seconds and tests."""
        slow, unit = a_suite("slow", 8.0), a_suite("unit", 2.0)
        await ports.store(project, a_run(1, suites=[slow, unit]), a_run(2, suites=[unit]))
        new, old = [await ports.key(project, run) for run in ("run-2", "run-1")]
        assert await ports.trends.suites(await ports.window(project)) == [
            SuiteAt(new, "unit", SuitePoint(2.0, unit.tests)),
            SuiteAt(old, "slow", SuitePoint(8.0, slow.tests)),
            SuiteAt(old, "unit", SuitePoint(2.0, unit.tests)),
        ]

    async def test_an_empty_window_has_nothing(self, ports: Ports, project: int) -> None:
        """Without runs there are neither layers nor suites."""
        empty = Window(project)
        assert [await ports.trends.layers(empty), await ports.trends.suites(empty)] == [[], []]
