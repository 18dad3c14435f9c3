"""The runs of a project, and one of them."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from layerproof.history.dependencies.overview import Overviews
from layerproof.history.dependencies.pages import ProjectVisit, visit_project
from layerproof.history.dependencies.questions import Branches, Comparisons, RunTests
from layerproof.history.dependencies.services import RunsToRead
from layerproof.history.errors.questions import BaseNotFoundError
from layerproof.history.pages.run_page import render_run, render_run_tests
from layerproof.history.pages.runs_page import RunsView, render_runs
from layerproof.history.records.access import Action, ProjectScope
from layerproof.history.records.questions.comparison import Comparison, ComparisonQuestion
from layerproof.history.records.questions.tests import RunTest, RunTestFilter
from layerproof.history.records.runs import RunFilter
from layerproof.history.routers.pages.answers import send_page, send_report
from layerproof.history.routers.pages.branches import list_branches
from layerproof.history.schemas.pages import RunsAsked, RunTestsAsked

router = APIRouter(prefix="/o/{organization}/{project}")

InProject = Annotated[ProjectVisit, visit_project(Action.READ_RUNS)]

_RUNS_A_PAGE: Final = 30
_TESTS_A_PAGE: Final = 100

#: As many failures as a run's own page shows with their messages.
_MOST_FAILURES: Final = 20


@router.get("")
async def show_runs(
    visit: InProject,
    asked: Annotated[RunsAsked, Query()],
    runs: RunsToRead,
    branches: Branches,
    overviews: Overviews,
) -> Response:
    """List the runs of a project, newest first."""
    wanted = RunFilter(branch=asked.branch, ruling=asked.ruling)
    page = await runs.page(visit.scope, wanted, cursor=asked.cursor, limit=_RUNS_A_PAGE)
    view = RunsView(
        page=page,
        layers=await overviews.layers(visit.scope, page.runs),
        branches=await list_branches(branches, visit.scope),
        wanted=wanted,
        cursor=asked.cursor or "",
    )
    return send_page(render_runs(visit.viewer, visit.place, view))


@router.get("/runs/{run_id}")
async def show_run(
    visit: InProject,
    run_id: str,
    runs: RunsToRead,
    tests: RunTests,
    comparisons: Comparisons,
) -> Response:
    """Show one run."""
    detail = await runs.detail(visit.scope, run_id)
    failures = await _find_failures(tests, visit.scope, run_id)
    comparison = await _compare(comparisons, visit.scope, run_id)
    return send_page(render_run(visit.viewer, visit.place, detail, failures, comparison))


@router.get("/runs/{run_id}/report.json")
async def download_report(visit: InProject, run_id: str, runs: RunsToRead) -> Response:
    """Give the whole report of a run as a file."""
    return send_report(run_id, await runs.document(visit.scope, run_id))


@router.get("/runs/{run_id}/tests")
async def show_run_tests(
    visit: InProject,
    run_id: str,
    asked: Annotated[RunTestsAsked, Query()],
    runs: RunsToRead,
    tests: RunTests,
) -> Response:
    """List the tests of one run."""
    detail = await runs.detail(visit.scope, run_id)
    wanted = RunTestFilter(asked.suite, asked.result, asked.search, asked.sort)
    page = await tests.page(visit.scope, run_id, wanted, cursor=asked.cursor, limit=_TESTS_A_PAGE)
    cursor = asked.cursor or ""
    html = render_run_tests(visit.viewer, visit.place, detail, wanted, page, cursor=cursor)
    return send_page(html)


async def _find_failures(tests: RunTests, scope: ProjectScope, run_id: str) -> list[RunTest]:
    failures: list[RunTest] = []
    for result in ("failed", "error"):
        wanted = RunTestFilter(result=result)
        page = await tests.page(scope, run_id, wanted, cursor=None, limit=_MOST_FAILURES)
        failures.extend(page.tests)
    return failures[:_MOST_FAILURES]


async def _compare(comparisons: Comparisons, scope: ProjectScope, run_id: str) -> Comparison | None:
    try:
        return await comparisons.compare(scope, run_id, ComparisonQuestion(limit=1))
    except BaseNotFoundError:
        return None
