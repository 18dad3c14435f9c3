"""The branches that a page lets one choose from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from layerproof.history.records.access import ProjectScope
from layerproof.history.services.questions.branches import BranchService

#: Those with the newest runs; others are reached by their address.
_MOST: Final = 100


async def list_branches(branches: BranchService, scope: ProjectScope) -> Sequence[str]:
    """Return the main branch, then the others, those with the newest runs first."""
    page = await branches.page(scope, cursor=None, limit=_MOST)
    return [scope.main_branch, *(run.facts.branch for run in page.runs)]
