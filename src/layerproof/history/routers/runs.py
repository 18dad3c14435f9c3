"""``/runs`` of a project: runs go out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from layerproof.history.dependencies.scopes import in_project
from layerproof.history.dependencies.services import RunsToRead
from layerproof.history.errors.problem import InvalidRequestError
from layerproof.history.errors.runs import RunNotFoundError
from layerproof.history.problems import REFUSALS_IN_PROJECT, describe
from layerproof.history.records.access import Action, ProjectScope
from layerproof.history.records.runs import RunFilter
from layerproof.history.routers.paths import IN_PROJECT
from layerproof.history.schemas.fields import Label, Ruling
from layerproof.history.schemas.runs import RunDetailOut, RunPageOut, show_detail, show_page

router = APIRouter(prefix=f"{IN_PROJECT}/runs", tags=["runs"])

AskedId = Annotated[str, Path(description="The run's id, as its report gives it")]
InProject = Annotated[ProjectScope, in_project(Action.READ_RUNS)]


@router.get("", responses=describe(*REFUSALS_IN_PROJECT, InvalidRequestError))
async def list_runs(
    scope: InProject,
    runs: RunsToRead,
    branch: Annotated[Label | None, Query(description="Only runs of this branch")] = None,
    commit: Annotated[Label | None, Query(description="Only runs of this commit")] = None,
    ruling: Annotated[Ruling | None, Query(description="Only runs that came out so")] = None,
    complete: Annotated[
        bool | None, Query(description="Only runs of which everything has arrived, or not")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Runs a page")] = 50,
    cursor: Annotated[
        str | None, Query(max_length=100, description="`next` of the page before")
    ] = None,
) -> RunPageOut:
    """List runs, newest first by the time at which they were made."""
    wanted = RunFilter(branch=branch, commit=commit, ruling=ruling, complete=complete)
    return show_page(await runs.page(scope, wanted, cursor=cursor, limit=limit))


@router.get("/{run_id}", responses=describe(*REFUSALS_IN_PROJECT, RunNotFoundError))
async def read_run(scope: InProject, runs: RunsToRead, run_id: AskedId) -> RunDetailOut:
    """Give a run with its reasons, suites, layers and gates."""
    return show_detail(await runs.detail(scope, run_id))


@router.get(
    "/{run_id}/report",
    response_class=Response,
    responses={
        200: {
            "description": "The report that was pushed, its keys in alphabetical order",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Report"}}},
        },
        **describe(*REFUSALS_IN_PROJECT, RunNotFoundError),
    },
)
async def read_report(scope: InProject, runs: RunsToRead, run_id: AskedId) -> Response:
    """Give the whole `report.json` of a run, with its files and tests."""
    return Response(await runs.document(scope, run_id), media_type="application/json")
