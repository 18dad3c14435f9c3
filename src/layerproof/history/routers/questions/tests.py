"""``/tests`` of a project and ``/durations``: single tests through many runs."""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Query, Response

from layerproof.history.dependencies.questions import FlakyTests, TestHistories, TestTimes
from layerproof.history.errors.problem import InvalidRequestError
from layerproof.history.errors.questions import TestNotFoundError
from layerproof.history.problems import REFUSALS_IN_PROJECT, describe
from layerproof.history.records.questions.flaky import FlakyDefinition, FlakyQuestion
from layerproof.history.records.questions.tests import DurationQuestion, SlowQuestion, SlowSort
from layerproof.history.routers.paths import IN_PROJECT
from layerproof.history.routers.questions.parameters import (
    Cursor,
    InProject,
    Limit,
    MainBranch,
    OneSuite,
)
from layerproof.history.schemas.fields import Label
from layerproof.history.schemas.questions.flaky import FlakyTestsOut
from layerproof.history.schemas.questions.tests import (
    DurationsOut,
    SlowTestsOut,
    TestHistoryOut,
    show_history,
    show_slow,
    write_durations,
)

router = APIRouter(prefix=IN_PROJECT, tags=["questions"])

REFUSALS = describe(*REFUSALS_IN_PROJECT, InvalidRequestError)


@router.get("/tests/slowest", responses=REFUSALS)
async def list_slowest_tests(
    scope: InProject,
    times: TestTimes,
    branch: MainBranch = None,
    suite: OneSuite = None,
    runs: Annotated[int, Query(ge=1, le=100, description="How many of the newest runs")] = 10,
    sort: Annotated[
        SlowSort, Query(description="Those that take most first, or those that grew most")
    ] = SlowSort.SECONDS,
    limit: Limit = 50,
) -> SlowTestsOut:
    """List the slowest tests, and how they grew since as many runs before."""
    question = SlowQuestion(branch=branch, suite=suite, runs=runs, sort=sort, limit=limit)
    return show_slow(await times.slowest(scope, question))


@router.get("/tests/flaky", responses=REFUSALS)
async def list_flaky_tests(
    scope: InProject,
    flaky: FlakyTests,
    definition: Annotated[
        FlakyDefinition,
        Query(
            description="Passed and failed on one commit, turned from run to run, or passed only "
            "when tried again"
        ),
    ] = FlakyDefinition.SAME_COMMIT,
    branch: Annotated[
        Label | None,
        Query(
            description="Only runs of this branch; if not given, the main one for flips, else all"
        ),
    ] = None,
    runs: Annotated[int, Query(ge=1, le=200, description="How many of the newest runs")] = 50,
    min_flips: Annotated[
        int, Query(ge=1, le=200, description="A regression and its repair are two flips")
    ] = 3,
    limit: Limit = 50,
) -> FlakyTestsOut:
    """List the tests that are flaky by a definition, those that are so most often first."""
    question = FlakyQuestion(
        definition=definition, branch=branch, runs=runs, min_flips=min_flips, limit=limit
    )
    return FlakyTestsOut.model_validate(await flaky.flaky(scope, question))


@router.get(
    "/tests/{test_id}",
    responses=describe(*REFUSALS_IN_PROJECT, TestNotFoundError, InvalidRequestError),
)
async def read_test_history(
    scope: InProject,
    tests: TestHistories,
    test_id: Annotated[str, Path(description="The test's id, from another answer")],
    branch: Annotated[Label | None, Query(description="Only runs of this branch")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> TestHistoryOut:
    """Give how a test ended, newest run first."""
    found = await tests.history(scope, test_id, branch=branch, cursor=cursor, limit=limit)
    return show_history(found)


@router.get(
    "/durations",
    response_class=Response,
    responses={
        200: {"model": DurationsOut, "description": "What each test takes"},
        **REFUSALS,
    },
)
async def read_durations(
    scope: InProject,
    times: TestTimes,
    branch: MainBranch = None,
    suite: OneSuite = None,
    runs: Annotated[int, Query(ge=1, le=20, description="How many of the newest runs")] = 5,
) -> Response:
    """Give the median seconds of each test that passed, to balance shards by."""
    question = DurationQuestion(branch=branch, suite=suite, runs=runs)
    durations = await times.durations(scope, question)
    body = await to_thread.run_sync(write_durations, durations)
    return Response(body, media_type="application/json")
