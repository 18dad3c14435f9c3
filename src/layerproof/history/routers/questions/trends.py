"""``/trends`` of a project, and its ``/ratchet``: layers and suites through many runs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from layerproof.history.dependencies.questions import Ratchets, Trends
from layerproof.history.errors.problem import InvalidRequestError
from layerproof.history.problems import REFUSALS_IN_PROJECT, describe
from layerproof.history.records.questions.ratchet import RatchetQuestion
from layerproof.history.routers.paths import IN_PROJECT
from layerproof.history.routers.questions.parameters import InProject, MainBranch
from layerproof.history.schemas.questions.ratchet import RatchetOut
from layerproof.history.schemas.questions.trends import (
    LayerTrendsOut,
    SuiteTrendsOut,
    show_layer_trends,
    show_suite_trends,
)
from layerproof.history.services.questions.trends import LONGEST_TREND

router = APIRouter(prefix=IN_PROJECT, tags=["questions"])

REFUSALS = describe(*REFUSALS_IN_PROJECT, InvalidRequestError)
Runs = Annotated[int, Query(ge=1, le=LONGEST_TREND, description="How many of the newest runs")]


@router.get("/trends/layers", responses=REFUSALS)
async def read_layer_trends(
    scope: InProject, trends: Trends, branch: MainBranch = None, limit: Runs = 200
) -> LayerTrendsOut:
    """Give what was covered of each layer, run by run; runs that are not whole are left out."""
    return show_layer_trends(await trends.layers(scope, branch=branch, limit=limit))


@router.get("/trends/suites", responses=REFUSALS)
async def read_suite_trends(
    scope: InProject, trends: Trends, branch: MainBranch = None, limit: Runs = 200
) -> SuiteTrendsOut:
    """Give what each suite took, run by run; runs that are not whole are left out."""
    return show_suite_trends(await trends.suites(scope, branch=branch, limit=limit))


@router.get("/ratchet", responses=REFUSALS)
async def read_ratchet(
    scope: InProject,
    ratchets: Ratchets,
    branch: MainBranch = None,
    runs: Annotated[int, Query(ge=1, le=200, description="How many of the newest runs")] = 20,
    branch_coverage: Annotated[
        bool | None,
        Query(description="Only runs that measured branches, or not; as the newest if not given"),
    ] = None,
) -> RatchetOut:
    """Give the best of each layer in the newest runs that were measured whole."""
    question = RatchetQuestion(branch=branch, runs=runs, branch_coverage=branch_coverage)
    return RatchetOut.model_validate(await ratchets.best(scope, question))
