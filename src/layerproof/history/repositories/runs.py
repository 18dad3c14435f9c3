"""Runs in the database: one is stored whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import insert, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.runs import NewRun, Position, RunDetail, RunFilter, StoredRun
from layerproof.history.repositories.details import read_detail, write_details
from layerproof.history.repositories.results import write_results
from layerproof.history.repositories.run_rows import SelectedRuns, read_runs, select_runs
from layerproof.history.tables import RunDocumentRow, RunRow


class SqlRunRepository:
    """Fills :class:`services.ports.RunRepository`.

    :param session: the request's session; whoever opened it commits.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, project: int, run: NewRun, *, received_at: datetime) -> bool:
        """Store a run whole; return ``False``, with nothing stored, if its id is taken."""
        row = _row_of(run, project, received_at)
        try:
            async with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError:
            return False
        document = insert(RunDocumentRow).values(run_id=row.id, body=run.document)
        await self._session.execute(document)
        await write_details(self._session, row.id, run)
        await write_results(self._session, project=project, run=row.id, results=run.tests)
        return True

    async def find(self, project: int, run_id: str) -> StoredRun | None:
        """Return the run with that id."""
        found = await read_runs(self._session, select_runs(project).where(RunRow.run_id == run_id))
        return found[0] if found else None

    async def find_detail(self, project: int, run_id: str) -> RunDetail | None:
        """Return the run with that id and everything that is told of it."""
        stored = await self.find(project, run_id)
        return None if stored is None else await read_detail(self._session, stored)

    async def find_document(self, project: int, run_id: str) -> bytes | None:
        """Return the compressed report of the run with that id."""
        wanted = (
            select(RunDocumentRow.body)
            .join(RunRow, RunRow.id == RunDocumentRow.run_id)
            .where(RunRow.project_id == project, RunRow.run_id == run_id)
        )
        body: bytes | None = await self._session.scalar(wanted)
        return body

    async def page(
        self, project: int, wanted: RunFilter, *, after: Position | None, limit: int
    ) -> Sequence[StoredRun]:
        """Return at most ``limit`` runs, newest first, that stand after a position."""
        query = _filtered(select_runs(project), wanted)
        if after is not None:
            place = tuple_(RunRow.created_at, RunRow.id)
            query = query.where(place < (after.created_at, after.key))
        newest = query.order_by(RunRow.created_at.desc(), RunRow.id.desc()).limit(limit)
        return await read_runs(self._session, newest)


def _filtered(query: SelectedRuns, wanted: RunFilter) -> SelectedRuns:
    if wanted.branch is not None:
        query = query.where(RunRow.branch == wanted.branch)
    if wanted.commit is not None:
        query = query.where(RunRow.commit == wanted.commit)
    if wanted.ruling is not None:
        query = query.where(RunRow.ruling == wanted.ruling)
    if wanted.complete is not None:
        query = query.where(RunRow.complete.is_(wanted.complete))
    return query


def _row_of(run: NewRun, project: int, received_at: datetime) -> RunRow:
    facts = asdict(run.facts)
    del facts["project"]
    return RunRow(**facts, project_id=project, received_at=received_at, notes=list(run.notes))
