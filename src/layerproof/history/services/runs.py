"""Taking runs in, and giving them out again."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from anyio import to_thread

from layerproof.history.errors import RunConflictError, RunNotFoundError
from layerproof.history.records import (
    NewRun,
    Position,
    RunDetail,
    RunFilter,
    RunPage,
    StoredRun,
)
from layerproof.history.schemas.fields import RUN_ID
from layerproof.history.services.cursors import read_cursor, write_cursor
from layerproof.history.services.intake import receive
from layerproof.history.services.ports import RunRepository

Clock = Callable[[], datetime]


def read_clock() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class PushedRun:
    """A run that is stored; ``created`` says whether it is new, or was there already."""

    run: StoredRun
    created: bool


class RunService:
    """The runs of a history.

    :param runs: where they are stored.
    :param clock: what says when a run was received.
    """

    def __init__(self, runs: RunRepository, clock: Clock = read_clock) -> None:
        self._runs = runs
        self._clock = clock

    async def push(self, body: bytes) -> PushedRun:
        """Store the run that a ``report.json`` describes; storing it again changes nothing.

        :raises ProblemError: the body is not a report (see :func:`intake.receive`).
        :raises RunConflictError: another report is stored under the same id.
        """
        run = await to_thread.run_sync(receive, body)
        return await self._store(run)

    async def _store(self, run: NewRun) -> PushedRun:
        stored = await self._runs.find(run.facts.run_id)
        created = False
        if stored is None:
            # Somebody else may store the same run between the question and this answer.
            created = await self._runs.add(run, received_at=self._clock())
            stored = await self.summary(run.facts.run_id)
        if stored.facts.digest != run.facts.digest:
            raise RunConflictError(
                f"run {run.facts.run_id} is already stored with other content, "
                f"received {stored.received_at.isoformat(timespec='seconds')}",
                advice="a run is never changed; make a new report, which gets an id of its own",
            )
        return PushedRun(stored, created)

    async def summary(self, run_id: str) -> StoredRun:
        """Return a run as a list shows it.

        :raises RunNotFoundError: there is none with that id.
        """
        stored = await self._runs.find(_known_form(run_id))
        if stored is None:
            raise _missing(run_id)
        return stored

    async def detail(self, run_id: str) -> RunDetail:
        """Return a run with everything that is told of it.

        :raises RunNotFoundError: there is none with that id.
        """
        detail = await self._runs.find_detail(_known_form(run_id))
        if detail is None:
            raise _missing(run_id)
        return detail

    async def document(self, run_id: str) -> bytes:
        """Return the report that was pushed, as canonical JSON.

        :raises RunNotFoundError: there is none with that id.
        """
        document = await self._runs.find_document(_known_form(run_id))
        if document is None:
            raise _missing(run_id)
        return await to_thread.run_sync(zlib.decompress, document)

    async def page(self, wanted: RunFilter, *, cursor: str | None, limit: int) -> RunPage:
        """Return a page of runs, newest first.

        :raises InvalidRequestError: the cursor is not one of ours.
        """
        after = read_cursor(cursor) if cursor else None
        runs = await self._runs.page(wanted, after=after, limit=limit + 1)
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
    return RunNotFoundError(f"no run {shown!r} is stored here", advice="see /api/v1/runs")
