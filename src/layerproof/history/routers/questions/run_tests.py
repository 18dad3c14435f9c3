"""``/runs/{run_id}/tests`` and ``/runs/{run_id}/comparison``: questions about one run."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from layerproof.history.dependencies.questions import Comparisons, RunTests
from layerproof.history.errors.problem import InvalidRequestError
from layerproof.history.errors.questions import BaseNotFoundError
from layerproof.history.errors.runs import RunNotFoundError
from layerproof.history.problems import REFUSALS_IN_PROJECT, describe
from layerproof.history.records.questions.comparison import (
    SLOWER_SECONDS,
    SLOWER_TIMES,
    ComparisonQuestion,
    Slower,
)
from layerproof.history.records.questions.tests import RunTestFilter, RunTestSort
from layerproof.history.routers.paths import IN_PROJECT
from layerproof.history.routers.questions.parameters import (
    AskedRun,
    Cursor,
    InProject,
    Limit,
    OneSuite,
)
from layerproof.history.schemas.fields import Name, Outcome
from layerproof.history.schemas.questions.comparison import ComparisonOut, show_comparison
from layerproof.history.schemas.questions.tests import RunTestPageOut, show_tests

router = APIRouter(prefix=f"{IN_PROJECT}/runs/{{run_id}}", tags=["questions"])


@router.get(
    "/tests", responses=describe(*REFUSALS_IN_PROJECT, RunNotFoundError, InvalidRequestError)
)
async def list_run_tests(
    scope: InProject,
    tests: RunTests,
    run_id: AskedRun,
    suite: OneSuite = None,
    result: Annotated[Outcome | None, Query(description="Only tests that ended so")] = None,
    search: Annotated[
        Name | None, Query(description="Only tests with this in their name, in any case")
    ] = None,
    sort: Annotated[
        RunTestSort, Query(description="What failed first, the slowest first, or by name")
    ] = RunTestSort.RESULT,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> RunTestPageOut:
    """List the tests of a run."""
    wanted = RunTestFilter(suite=suite, result=result, search=search, sort=sort)
    return show_tests(await tests.page(scope, run_id, wanted, cursor=cursor, limit=limit))


@router.get(
    "/comparison",
    responses=describe(
        *REFUSALS_IN_PROJECT, RunNotFoundError, BaseNotFoundError, InvalidRequestError
    ),
)
async def compare_run(
    scope: InProject,
    comparisons: Comparisons,
    run_id: AskedRun,
    base: Annotated[
        Name | None,
        Query(
            description="The id of the run to compare with; if not given, the newest run of the "
            "main branch made before this one that is complete and not partial"
        ),
    ] = None,
    slower_times: Annotated[
        float,
        Query(ge=1, le=1_000, description="A test is newly slow from that many times as long"),
    ] = SLOWER_TIMES,
    slower_seconds: Annotated[
        float, Query(ge=0, le=1e6, description="and only if it takes that much more")
    ] = SLOWER_SECONDS,
    limit: Limit = 100,
) -> ComparisonOut:
    """Compare a run with its base."""
    slower = Slower(slower_times, slower_seconds)
    question = ComparisonQuestion(base=base, slower=slower, limit=limit)
    return show_comparison(await comparisons.compare(scope, run_id, question))
