"""Runs as other answers name them, and the branches that they are of."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from layerproof.history.records.runs import RunPage
from layerproof.history.schemas.fields import Ruling
from layerproof.history.schemas.runs import Answer, RunOut, show_run


class RunNameOut(Answer):
    """A run as answers about many runs name it."""

    id: str = Field(validation_alias="run_id")
    created_at: datetime
    commit: str
    branch: str
    dirty: bool
    ruling: Ruling
    partial: bool
    complete: bool
    branch_coverage: bool


class BranchOut(Answer):
    """A branch with its newest run."""

    name: str = Field(description="Empty for runs that name no branch")
    newest: RunOut


class BranchPageOut(Answer):
    """Some branches, those with the newest runs first."""

    items: list[BranchOut]
    next: str | None = Field(description="Give it as `cursor` for the next page; null at the end")


def show_branches(page: RunPage) -> BranchPageOut:
    """Return branches as they are answered."""
    items = [BranchOut(name=run.facts.branch, newest=show_run(run)) for run in page.runs]
    return BranchPageOut(items=items, next=page.next)
