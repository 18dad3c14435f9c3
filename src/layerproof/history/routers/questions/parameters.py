"""Parameters that more than one question has."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from layerproof.history.dependencies.scopes import in_project
from layerproof.history.records.access import Action, ProjectScope
from layerproof.history.schemas.fields import Label, Name

InProject = Annotated[ProjectScope, in_project(Action.READ_RUNS)]
AskedRun = Annotated[str, Path(description="The run's id, as its report gives it")]
MainBranch = Annotated[
    Label | None, Query(description="Only runs of this branch; the main branch if not given")
]
OneSuite = Annotated[Name | None, Query(description="Only tests of this suite")]
Limit = Annotated[int, Query(ge=1, le=200, description="How many to list at most")]
Cursor = Annotated[str | None, Query(max_length=100, description="`next` of the page before")]
