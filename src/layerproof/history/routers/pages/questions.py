"""Trends, tests through many runs, and runs against each other."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from layerproof.history.dependencies.pages import ProjectVisit, visit_project
from layerproof.history.dependencies.questions import (
    Branches,
    Comparisons,
    FlakyTests,
    TestHistories,
    TestTimes,
    Trends,
)
from layerproof.history.dependencies.services import RunsToRead
from layerproof.history.errors.questions import BaseNotFoundError
from layerproof.history.errors.runs import RunNotFoundError
from layerproof.history.pages.compare_page import render_compare
from layerproof.history.pages.tests_pages import render_flaky, render_slowest, render_test
from layerproof.history.pages.trends_page import render_trends
from layerproof.history.records.access import Action
from layerproof.history.records.questions.comparison import ComparisonQuestion
from layerproof.history.records.questions.flaky import FlakyQuestion
from layerproof.history.records.questions.tests import SlowQuestion
from layerproof.history.records.runs import RunFilter
from layerproof.history.routers.pages.answers import send_page
from layerproof.history.routers.pages.branches import list_branches
from layerproof.history.routers.pages.notices import refused
from layerproof.history.schemas.pages import (
    CompareAsked,
    FlakyAsked,
    SlowestAsked,
    TestAsked,
    TrendsAsked,
)

router = APIRouter(prefix="/o/{organization}/{project}")

InProject = Annotated[ProjectVisit, visit_project(Action.READ_RUNS)]

_SIGHTINGS_A_PAGE: Final = 50

#: As many runs as one can choose from to compare.
_RUNS_TO_CHOOSE: Final = 50


@router.get("/trends")
async def show_trends(
    visit: InProject,
    asked: Annotated[TrendsAsked, Query()],
    trends: Trends,
    branches: Branches,
) -> Response:
    """Show how layers and suites went."""
    html = render_trends(
        visit.viewer,
        visit.place,
        await trends.layers(visit.scope, branch=asked.branch, limit=asked.runs),
        await trends.suites(visit.scope, branch=asked.branch, limit=asked.runs),
        branches=await list_branches(branches, visit.scope),
        length=asked.runs,
    )
    return send_page(html)


@router.get("/tests/flaky")
async def show_flaky(
    visit: InProject,
    asked: Annotated[FlakyAsked, Query()],
    flaky: FlakyTests,
    branches: Branches,
) -> Response:
    """Show the tests that are flaky by one definition."""
    question = FlakyQuestion(asked.definition, asked.branch, asked.runs)
    html = render_flaky(
        visit.viewer,
        visit.place,
        await flaky.flaky(visit.scope, question),
        question,
        branches=await list_branches(branches, visit.scope),
    )
    return send_page(html)


@router.get("/tests/slowest")
async def show_slowest(
    visit: InProject,
    asked: Annotated[SlowestAsked, Query()],
    times: TestTimes,
    trends: Trends,
    branches: Branches,
) -> Response:
    """Show the tests that take long."""
    question = SlowQuestion(asked.branch, asked.suite, asked.runs, asked.sort)
    suites = await trends.suites(visit.scope, branch=asked.branch, limit=1)
    html = render_slowest(
        visit.viewer,
        visit.place,
        await times.slowest(visit.scope, question),
        question,
        branches=await list_branches(branches, visit.scope),
        suites=[suite.name for suite in suites.suites],
    )
    return send_page(html)


@router.get("/tests/{test_id}")
async def show_test(
    visit: InProject,
    test_id: str,
    asked: Annotated[TestAsked, Query()],
    histories: TestHistories,
    branches: Branches,
) -> Response:
    """Show one test through the runs."""
    history = await histories.history(
        visit.scope,
        test_id,
        branch=asked.branch,
        cursor=asked.cursor,
        limit=_SIGHTINGS_A_PAGE,
    )
    html = render_test(
        visit.viewer,
        visit.place,
        history,
        branches=await list_branches(branches, visit.scope),
        branch=asked.branch or "",
        cursor=asked.cursor or "",
    )
    return send_page(html)


@router.get("/compare")
async def show_comparison(
    visit: InProject,
    asked: Annotated[CompareAsked, Query()],
    comparisons: Comparisons,
    runs: RunsToRead,
) -> Response:
    """Show one run against another: of the newest, where none was asked for."""
    newest = await runs.page(visit.scope, RunFilter(), cursor=None, limit=_RUNS_TO_CHOOSE)
    head = asked.head or next((run.facts.run_id for run in newest.runs), None)
    found, error = None, None
    if head is not None:
        try:
            question = ComparisonQuestion(base=asked.base)
            found = await comparisons.compare(visit.scope, head, question)
        except (BaseNotFoundError, RunNotFoundError) as caught:
            error = caught
    html = render_compare(
        visit.viewer,
        visit.place,
        found,
        newest.runs,
        notice=refused(error) if error else None,
        chosen=(asked.base or "", head or ""),
    )
    # That a first run has no base is no fault of whoever asks.
    asked_wrongly = asked.base is not None or isinstance(error, RunNotFoundError)
    return send_page(html, error.status if error and asked_wrongly else 200)
