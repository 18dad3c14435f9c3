"""The runs of a project, given out again."""

from __future__ import annotations

import re
import zlib

from anyio import to_thread

from layerproof.history.errors.runs import RunNotFoundError
from layerproof.history.records.access import ProjectScope
from layerproof.history.records.runs import (
    Position,
    RunDetail,
    RunFilter,
    RunPage,
    StoredRun,
)
from layerproof.history.schemas.fields import RUN_ID
from layerproof.history.services.cursors import read_cursor, write_cursor
from layerproof.history.services.ports.runs import RunRepository


class RunService:
    """The runs of a project.

    :param runs: where they are stored.
    """

    def __init__(self, runs: RunRepository) -> None:
        self._runs = runs

    async def find(self, scope: ProjectScope, run_id: str) -> StoredRun:
        """Return a run as a list shows it.

        :raises RunNotFoundError: there is none with that id.
        """
        found = await self._runs.find(scope.key, _known_form(run_id))
        if found is None:
            raise _missing(run_id)
        return found

    async def detail(self, scope: ProjectScope, run_id: str) -> RunDetail:
        """Return a run with everything that is told of it.

        :raises RunNotFoundError: there is none with that id.
        """
        detail = await self._runs.find_detail(scope.key, _known_form(run_id))
        if detail is None:
            raise _missing(run_id)
        return detail

    async def document(self, scope: ProjectScope, run_id: str) -> bytes:
        """Return the report that was pushed, as canonical JSON.

        :raises RunNotFoundError: there is none with that id.
        """
        document = await self._runs.find_document(scope.key, _known_form(run_id))
        if document is None:
            raise _missing(run_id)
        return await to_thread.run_sync(zlib.decompress, document)

    async def page(
        self, scope: ProjectScope, wanted: RunFilter, *, cursor: str | None, limit: int
    ) -> RunPage:
        """Return a page of runs, newest first.

        :raises InvalidRequestError: the cursor is not one of ours.
        """
        after = read_cursor(cursor) if cursor else None
        runs = await self._runs.page(scope.key, wanted, after=after, limit=limit + 1)
        shown = runs[:limit]
        if len(runs) <= limit:
            return RunPage(shown, None)
        last = shown[-1]
        return RunPage(shown, write_cursor(Position(last.facts.created_at, last.key)))


def _known_form(run_id: str) -> str:
    if re.fullmatch(RUN_ID, run_id) is None:
        raise _missing(run_id)
    return run_id


def _missing(run_id: str) -> RunNotFoundError:
    shown = run_id if len(run_id) <= 64 else f"{run_id[:64]}…"
    return RunNotFoundError(f"no run {shown!r} is stored here", advice="see the project's /runs")
