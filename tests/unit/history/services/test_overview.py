"""Many projects, or many runs, at one look."""

from __future__ import annotations

from dataclasses import replace

from layerproof.history.records.access import LocalActor, OrganizationScope, ProjectScope, Role
from layerproof.history.records.questions.trends import LayerAt
from layerproof.history.services.overview import OverviewService
from tests.factories.history_records import a_stored_run, counts, project_news
from tests.support.history_fakes.overviews import FakeOverviewRepository

ORGANIZATION = OrganizationScope(1, "acme", Role.VIEWER, LocalActor())
PROJECT = ProjectScope(5, "shop", 1, "acme", "shop", "main")


async def test_news_are_found_by_project() -> None:
    """The newest run of each project of the organization, and of no other one."""
    mine, theirs = [project_news(6), project_news(5)], [project_news(7)]
    service = OverviewService(FakeOverviewRepository({1: mine, 2: theirs}))
    assert await service.news(ORGANIZATION) == {5: project_news(5), 6: project_news(6)}


async def test_layers_come_in_the_order_of_the_runs() -> None:
    """Layers of the first run come first, each run's as its report has them."""
    layers = [
        LayerAt(1, "service", counts()),
        LayerAt(2, "router", counts()),
        LayerAt(2, "model", counts()),
        LayerAt(3, "service", counts()),
    ]
    service = OverviewService(FakeOverviewRepository(layers={5: layers}))
    runs = [replace(a_stored_run(), key=key) for key in (2, 1)]
    assert await service.layers(PROJECT, runs) == [layers[1], layers[2], layers[0]]
    assert await service.layers(PROJECT, []) == []
