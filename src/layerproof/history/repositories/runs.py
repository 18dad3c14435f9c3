"""Runs in the database: one is stored whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, insert, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.runs import NewRun, Position, RunDetail, RunFilter, StoredRun
from layerproof.history.repositories.details import read_detail, remove_details, write_details
from layerproof.history.repositories.results import remove_results, write_results
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
        await self._write(project, row.id, run)
        return True

    async def replace(self, project: int, key: int, run: NewRun) -> None:
        """Store what is known of a run now in place of what was; when it was received stays."""
        row = (await self._session.execute(_of(project).where(RunRow.id == key))).scalar_one()
        for name, value in _values_of(run).items():
            setattr(row, name, value)
        await self._session.flush()
        await self._session.execute(delete(RunDocumentRow).where(RunDocumentRow.run_id == key))
        await remove_details(self._session, key)
        await remove_results(self._session, key)
        await self._write(project, key, run)

    async def _write(self, project: int, key: int, run: NewRun) -> None:
        document = insert(RunDocumentRow).values(run_id=key, body=run.document)
        await self._session.execute(document)
        await write_details(self._session, key, run)
        await write_results(self._session, project=project, run=key, results=run.tests)

    async def remove(self, project: int, run_id: str) -> bool:
        """Remove a run with all that belongs to it; return whether it was there."""
        unwanted = (
            delete(RunRow)
            .where(RunRow.project_id == project, RunRow.run_id == run_id)
            .returning(RunRow.id)
        )
        # What belongs to a run goes with it: the database sees to that.
        return await self._session.scalar(unwanted) is not None

    async def lock(self, project: int, run_id: str) -> StoredRun | None:
        """Return the run with that id, and keep others from changing it until the session ends.

        On SQLite whoever writes is alone anyway.
        """
        wanted = select(RunRow.id).where(RunRow.project_id == project, RunRow.run_id == run_id)
        if await self._session.scalar(wanted.with_for_update()) is None:
            return None
        return await self.find(project, run_id)

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


def _of(project: int) -> Select[RunRow]:
    return select(RunRow).where(RunRow.project_id == project)


def _row_of(run: NewRun, project: int, received_at: datetime) -> RunRow:
    return RunRow(**_values_of(run), project_id=project, received_at=received_at)


def _values_of(run: NewRun) -> dict[str, Any]:
    facts = asdict(run.facts)
    del facts["project"]
    return {**facts, "notes": list(run.notes)}
