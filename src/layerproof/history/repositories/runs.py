"""Runs in the database: one is stored whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Select, func, insert, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.runs import (
    CoverageCounts,
    NewRun,
    Position,
    RunDetail,
    RunFacts,
    RunFilter,
    StoredRun,
    TestCounts,
)
from layerproof.history.repositories.details import read_detail, write_details
from layerproof.history.repositories.results import write_results
from layerproof.history.schemas.report import TOTAL
from layerproof.history.tables import LayerRow, ProjectRow, RunDocumentRow, RunRow, SuiteRow

_TALLIES = ("selected", "passed", "failed", "error", "skipped", "xfailed", "xpassed")


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
        found = await self._read(_selected(project).where(RunRow.run_id == run_id))
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
        query = _filtered(_selected(project), wanted)
        if after is not None:
            place = tuple_(RunRow.created_at, RunRow.id)
            query = query.where(place < (after.created_at, after.key))
        newest = query.order_by(RunRow.created_at.desc(), RunRow.id.desc()).limit(limit)
        return await self._read(newest)

    async def _read(self, query: _Selected) -> Sequence[StoredRun]:
        found = (await self._session.execute(query)).all()
        tallies = await self._tallies([run.id for run, _, _ in found])
        return [
            _stored(run, project, total, tallies.get(run.id, TestCounts()))
            for run, project, total in found
        ]

    async def _tallies(self, keys: Sequence[int]) -> dict[int, TestCounts]:
        if not keys:
            return {}
        sums = [func.sum(getattr(SuiteRow, name)) for name in _TALLIES]
        query = (
            select(SuiteRow.run_id, *sums)
            .where(SuiteRow.run_id.in_(keys))
            .group_by(SuiteRow.run_id)
        )
        found = await self._session.execute(query)
        return {key: TestCounts(*map(int, counts)) for key, *counts in found}


_Selected = Select[RunRow, str, LayerRow | None]


def _selected(project: int) -> _Selected:
    total = (LayerRow.run_id == RunRow.id) & (LayerRow.name == TOTAL)
    return (
        select(RunRow, ProjectRow.name, LayerRow)
        .join(ProjectRow, ProjectRow.id == RunRow.project_id)
        .outerjoin(LayerRow, total)
        .where(RunRow.project_id == project)
    )


def _filtered(query: _Selected, wanted: RunFilter) -> _Selected:
    if wanted.branch is not None:
        query = query.where(RunRow.branch == wanted.branch)
    if wanted.commit is not None:
        query = query.where(RunRow.commit == wanted.commit)
    if wanted.ruling is not None:
        query = query.where(RunRow.ruling == wanted.ruling)
    return query


def _row_of(run: NewRun, project: int, received_at: datetime) -> RunRow:
    facts = asdict(run.facts)
    del facts["project"]
    return RunRow(**facts, project_id=project, received_at=received_at, notes=list(run.notes))


def _stored(run: RunRow, project: str, total: LayerRow | None, tests: TestCounts) -> StoredRun:
    return StoredRun(
        key=run.id,
        facts=RunFacts(
            run_id=run.run_id,
            project=project,
            created_at=run.created_at,
            commit=run.commit,
            branch=run.branch,
            dirty=run.dirty,
            ruling=run.ruling,
            exit_code=run.exit_code,
            partial=run.partial,
            branch_coverage=run.branch_coverage,
            schema_version=run.schema_version,
            tool_version=run.tool_version,
            digest=run.digest,
            complete=run.complete,
            pieces=run.pieces,
        ),
        received_at=run.received_at,
        tests=tests,
        total=None if total is None else _counts(total),
    )


def _counts(layer: LayerRow) -> CoverageCounts:
    return CoverageCounts(layer.statements, layer.missing, layer.branches, layer.missing_branches)
