"""The branches of a project."""

from __future__ import annotations

from layerproof.history.records.access import ProjectScope
from layerproof.history.records.runs import Position, RunPage
from layerproof.history.services.cursors import read_cursor, write_cursor
from layerproof.history.services.ports.questions import WindowRepository


class BranchService:
    """The branches of a project.

    :param windows: where runs are found.
    """

    def __init__(self, windows: WindowRepository) -> None:
        self._windows = windows

    async def page(self, scope: ProjectScope, *, cursor: str | None, limit: int) -> RunPage:
        """Return the newest run of each branch, newest first.

        :raises InvalidRequestError: the cursor is not one of ours.
        """
        after = read_cursor(cursor) if cursor else None
        runs = await self._windows.branches(scope.key, after=after, limit=limit + 1)
        shown = runs[:limit]
        if len(runs) <= limit:
            return RunPage(shown, None)
        last = shown[-1]
        return RunPage(shown, write_cursor(Position(last.facts.created_at, last.key)))
