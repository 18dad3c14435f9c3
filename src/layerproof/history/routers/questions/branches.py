"""``/branches`` of a project."""

from __future__ import annotations

from fastapi import APIRouter

from layerproof.history.dependencies.questions import Branches
from layerproof.history.errors.problem import InvalidRequestError
from layerproof.history.problems import REFUSALS_IN_PROJECT, describe
from layerproof.history.routers.paths import IN_PROJECT
from layerproof.history.routers.questions.parameters import Cursor, InProject, Limit
from layerproof.history.schemas.questions.runs import BranchPageOut, show_branches

router = APIRouter(prefix=IN_PROJECT, tags=["questions"])


@router.get("/branches", responses=describe(*REFUSALS_IN_PROJECT, InvalidRequestError))
async def list_branches(
    scope: InProject, branches: Branches, limit: Limit = 50, cursor: Cursor = None
) -> BranchPageOut:
    """List branches with the newest run of each, newest first."""
    return show_branches(await branches.page(scope, cursor=cursor, limit=limit))
