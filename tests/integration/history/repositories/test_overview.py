"""Overviews on real databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.overview import ProjectNews
from layerproof.history.records.questions.trends import LayerAt
from layerproof.history.records.runs import CoverageCounts
from layerproof.history.repositories.overview import SqlOverviewRepository
from layerproof.history.repositories.runs import SqlRunRepository
from layerproof.history.tables import OrganizationRow, ProjectRow, RunRow
from tests.factories.reports import make_layer, make_suite
from tests.support.history_projects import MADE, add_projects
from tests.support.run_contract import CREATED, make_run, store


@pytest.fixture
async def projects(session: AsyncSession) -> tuple[int, int]:
    """Give two projects of one organization."""
    return await add_projects(session)


@pytest.fixture
def overviews(session: AsyncSession) -> SqlOverviewRepository:
    """Give the repository on the test's session."""
    return SqlOverviewRepository(session)


async def _keys(session: AsyncSession, project: int) -> dict[str, int]:
    found = await session.execute(
        select(RunRow.run_id, RunRow.id).where(RunRow.project_id == project)
    )
    return {row.run_id: row.id for row in found}


async def _organization_of(session: AsyncSession, project: int) -> int:
    found = await session.scalar(select(ProjectRow.organization_id).where(ProjectRow.id == project))
    assert found is not None
    return found


def _at(hours: int) -> str:
    return (CREATED + timedelta(hours=hours)).isoformat()


async def test_news_are_the_newest_of_the_main_branch(
    session: AsyncSession, projects: tuple[int, int], overviews: SqlOverviewRepository
) -> None:
    """Each project's newest run of its main branch is told, by when it was made."""
    shop, billing = projects
    runs = SqlRunRepository(session)
    suites = [make_suite(failed=2), make_suite("api", failed=1)]
    await store(
        runs,
        shop,
        make_run("newest", created_at=_at(2), ruling="broken", suites=suites),
        make_run("older", created_at=_at(1)),
        make_run("branch", created_at=_at(3), branch="feature"),
    )
    await store(runs, billing, make_run("empty", total=None, suites=[], layers=[]))
    organization = await _organization_of(session, shop)
    assert await overviews.news(organization) == [
        ProjectNews(
            shop, "newest", CREATED + timedelta(hours=2), "broken", 3, CoverageCounts(200, 20)
        ),
        ProjectNews(billing, "empty", CREATED, "kept", 0, None),
    ]


async def test_of_runs_of_one_moment_the_last_to_arrive_is_news(
    session: AsyncSession, projects: tuple[int, int], overviews: SqlOverviewRepository
) -> None:
    """Two runs that were made at the same moment do not make two rows."""
    await store(SqlRunRepository(session), projects[0], make_run("one"), make_run("two"))
    organization = await _organization_of(session, projects[0])
    assert [news.run_id for news in await overviews.news(organization)] == ["two"]


async def test_another_organization_has_no_news_of_this_one(
    session: AsyncSession, projects: tuple[int, int], overviews: SqlOverviewRepository
) -> None:
    """Runs of one organization are not told in another, and no run is no news."""
    await store(SqlRunRepository(session), projects[0], make_run("mine"))
    other = OrganizationRow(slug="globex", name="Globex", created_at=MADE)
    session.add(other)
    await session.flush()
    assert await overviews.news(other.id) == []


async def test_layers_of_many_runs_come_at_once(
    session: AsyncSession, projects: tuple[int, int], overviews: SqlOverviewRepository
) -> None:
    """The measured layers of the runs that were asked for come in each report's order."""
    shop, billing = projects
    runs = SqlRunRepository(session)
    unmeasured = make_layer("model") | {"measured": False}
    layers = [make_layer("service"), unmeasured, make_layer("router", 50, 0)]
    await store(runs, shop, make_run("one", layers=layers), make_run("two", total=None))
    await store(runs, shop, make_run("three"))
    await store(runs, billing, make_run("foreign"))
    keys, foreign = await _keys(session, shop), await _keys(session, billing)
    wanted = [keys["two"], keys["one"], foreign["foreign"]]
    service, router = CoverageCounts(100, 10), CoverageCounts(50, 0)
    assert await overviews.layers(shop, wanted) == [
        LayerAt(keys["one"], "service", service),
        LayerAt(keys["one"], "router", router),
        LayerAt(keys["one"], "total", CoverageCounts(200, 20)),
        LayerAt(keys["two"], "service", service),
        LayerAt(keys["two"], "router", router),
    ]
    assert await overviews.layers(shop, []) == []
