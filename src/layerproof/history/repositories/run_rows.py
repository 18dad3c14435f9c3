"""Runs as lists show them, each with its tests' sums and its total."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.runs import CoverageCounts, RunFacts, StoredRun, TestCounts
from layerproof.history.schemas.report import TOTAL
from layerproof.history.tables import LayerRow, ProjectRow, RunRow, SuiteRow

_TALLIES = ("selected", "passed", "failed", "error", "skipped", "xfailed", "xpassed")

SelectedRuns = Select[RunRow, str, LayerRow | None]


def select_runs(project: int) -> SelectedRuns:
    """Return the query for a project's runs, in no order yet."""
    total = (LayerRow.run_id == RunRow.id) & (LayerRow.name == TOTAL)
    return (
        select(RunRow, ProjectRow.name, LayerRow)
        .join(ProjectRow, ProjectRow.id == RunRow.project_id)
        .outerjoin(LayerRow, total)
        .where(RunRow.project_id == project)
    )


async def read_runs(session: AsyncSession, query: SelectedRuns) -> Sequence[StoredRun]:
    """Return the runs that a query finds, in its order."""
    found = (await session.execute(query)).all()
    tallies = await _tallies(session, [run.id for run, _, _ in found])
    return [
        _stored(run, project, total, tallies.get(run.id, TestCounts()))
        for run, project, total in found
    ]


async def _tallies(session: AsyncSession, keys: Sequence[int]) -> dict[int, TestCounts]:
    if not keys:
        return {}
    sums = [func.sum(getattr(SuiteRow, name)) for name in _TALLIES]
    query = (
        select(SuiteRow.run_id, *sums).where(SuiteRow.run_id.in_(keys)).group_by(SuiteRow.run_id)
    )
    found = await session.execute(query)
    return {key: TestCounts(*map(int, counts)) for key, *counts in found}


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
