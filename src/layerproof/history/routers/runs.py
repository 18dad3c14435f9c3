"""``/runs``: reports come in, runs go out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from layerproof.history.bodies import ReportBody
from layerproof.history.dependencies import RunsToRead, RunsToWrite
from layerproof.history.errors import (
    BodyIncompleteError,
    InvalidReportError,
    InvalidRequestError,
    MalformedReportError,
    ReportTooLargeError,
    RunConflictError,
    RunNotFoundError,
    UnknownSchemaVersionError,
    UnsupportedContentError,
)
from layerproof.history.openapi import REPORT_BODY
from layerproof.history.problems import describe
from layerproof.history.records import RunFilter
from layerproof.history.schemas.fields import Label, Name, Ruling
from layerproof.history.schemas.runs import (
    RunDetailOut,
    RunOut,
    RunPageOut,
    show_detail,
    show_page,
    show_run,
)

router = APIRouter(prefix="/runs", tags=["runs"])

AskedId = Annotated[str, Path(description="The run's id, as its report gives it")]


@router.post(
    "",
    status_code=201,
    openapi_extra=REPORT_BODY,
    responses={
        200: {"model": RunOut, "description": "The same report was stored before"},
        **describe(
            BodyIncompleteError,
            MalformedReportError,
            RunConflictError,
            ReportTooLargeError,
            UnsupportedContentError,
            UnknownSchemaVersionError,
            InvalidReportError,
        ),
    },
)
async def push_run(
    body: ReportBody, runs: RunsToWrite, request: Request, response: Response
) -> RunOut:
    """Store a `report.json`. Sending the same one again changes nothing and answers 200."""
    pushed = await runs.push(body)
    run = show_run(pushed.run)
    response.status_code = 201 if pushed.created else 200
    response.headers["Location"] = request.url_for("read_run", run_id=run.id).path
    return run


@router.get("", responses=describe(InvalidRequestError))
async def list_runs(
    runs: RunsToRead,
    project: Annotated[Name | None, Query(description="Only runs of this project")] = None,
    branch: Annotated[Label | None, Query(description="Only runs of this branch")] = None,
    ruling: Annotated[Ruling | None, Query(description="Only runs that came out so")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Runs a page")] = 50,
    cursor: Annotated[
        str | None, Query(max_length=100, description="`next` of the page before")
    ] = None,
) -> RunPageOut:
    """List runs, newest first by the time at which they were made."""
    wanted = RunFilter(project=project, branch=branch, ruling=ruling)
    return show_page(await runs.page(wanted, cursor=cursor, limit=limit))


@router.get("/{run_id}", responses=describe(RunNotFoundError))
async def read_run(runs: RunsToRead, run_id: AskedId) -> RunDetailOut:
    """Give a run with its reasons, suites, layers and gates."""
    return show_detail(await runs.detail(run_id))


@router.get(
    "/{run_id}/report",
    response_class=Response,
    responses={
        200: {
            "description": "The report that was pushed, its keys in alphabetical order",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Report"}}},
        },
        **describe(RunNotFoundError),
    },
)
async def read_report(runs: RunsToRead, run_id: AskedId) -> Response:
    """Give the whole `report.json` of a run, with its files and tests."""
    return Response(await runs.document(run_id), media_type="application/json")
