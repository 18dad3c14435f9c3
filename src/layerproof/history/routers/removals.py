"""``DELETE .../runs/{run_id}``: a run goes for good."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from layerproof.history.dependencies.pieces import Removals
from layerproof.history.dependencies.scopes import in_project
from layerproof.history.errors.runs import RunNotFoundError
from layerproof.history.problems import REFUSALS_IN_PROJECT, describe
from layerproof.history.records.access import Action, ProjectScope
from layerproof.history.routers.paths import IN_PROJECT

router = APIRouter(prefix=f"{IN_PROJECT}/runs", tags=["runs"])


@router.delete(
    "/{run_id}", status_code=204, responses=describe(*REFUSALS_IN_PROJECT, RunNotFoundError)
)
async def remove_run(
    scope: Annotated[ProjectScope, in_project(Action.DELETE_RUN)],
    removals: Removals,
    run_id: Annotated[str, Path(description="The run's id, as its report gives it")],
) -> None:
    """Remove a run with all that belongs to it; the same id can be pushed again."""
    await removals.remove(scope, run_id)
