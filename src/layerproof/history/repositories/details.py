"""What a report says of a run beyond the run itself: reasons, suites, layers and gates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.runs import (
    CoverageCounts,
    GateRecord,
    LayerRecord,
    NewRun,
    ReasonRecord,
    RunDetail,
    StoredRun,
    SuiteRecord,
    TestCounts,
)
from layerproof.history.schemas.report import TOTAL
from layerproof.history.tables import (
    GateRow,
    LayerRow,
    LayerSuiteRow,
    ReasonRow,
    Row,
    RunRow,
    SuiteRow,
)

_Values = dict[str, Any]


async def write_details(session: AsyncSession, key: int, run: NewRun) -> None:
    """Store the reasons, suites, layers and gates of a run that has just got its key."""
    await _write(session, ReasonRow, key, map(asdict, run.reasons))
    await _write(session, SuiteRow, key, map(_suite_values, run.suites))
    await _write(session, LayerRow, key, map(_layer_values, run.layers))
    await _write(session, GateRow, key, map(asdict, run.gates))
    shares = [
        {"run_id": key, "layer": layer.name, "suite": suite, **asdict(counts)}
        for layer in run.layers
        for suite, counts in layer.by_suite.items()
    ]
    if shares:
        await session.execute(insert(LayerSuiteRow), shares)


async def remove_details(session: AsyncSession, key: int) -> None:
    """Remove what :func:`write_details` has stored of a run."""
    for kind in (ReasonRow, SuiteRow, LayerSuiteRow, LayerRow, GateRow):
        await session.execute(delete(kind).where(kind.run_id == key))


async def _write(
    session: AsyncSession, kind: type[Row], key: int, values: Iterable[_Values]
) -> None:
    rows = [{"run_id": key, "position": place, **row} for place, row in enumerate(values)]
    if rows:
        await session.execute(insert(kind), rows)


def _suite_values(suite: SuiteRecord) -> _Values:
    values = asdict(suite)
    tests = values.pop("tests")
    return {**values, **tests}


def _layer_values(layer: LayerRecord) -> _Values:
    return {
        "name": layer.name,
        "measured": layer.measured,
        "files": layer.files,
        **asdict(layer.counts),
    }


async def read_detail(session: AsyncSession, run: StoredRun) -> RunDetail:
    """Return everything that is told of a stored run."""
    notes = await session.scalar(select(RunRow.notes).where(RunRow.id == run.key))
    reasons = await session.scalars(
        select(ReasonRow).where(ReasonRow.run_id == run.key).order_by(ReasonRow.position)
    )
    suites = await session.scalars(
        select(SuiteRow).where(SuiteRow.run_id == run.key).order_by(SuiteRow.position)
    )
    gates = await session.scalars(
        select(GateRow).where(GateRow.run_id == run.key).order_by(GateRow.position)
    )
    layers = await _read_layers(session, run.key)
    return RunDetail(
        run=run,
        reasons=[_reason(row) for row in reasons],
        notes=notes or [],
        suites=[_suite(row) for row in suites],
        layers=[layer for layer in layers if layer.name != TOTAL],
        total=next((layer for layer in layers if layer.name == TOTAL), None),
        gates=[_gate(row) for row in gates],
    )


async def _read_layers(session: AsyncSession, key: int) -> Sequence[LayerRecord]:
    rows = await session.scalars(
        select(LayerRow).where(LayerRow.run_id == key).order_by(LayerRow.position)
    )
    shares = await session.scalars(select(LayerSuiteRow).where(LayerSuiteRow.run_id == key))
    by_layer: Mapping[str, dict[str, CoverageCounts]] = defaultdict(dict)
    # Sorted here, as each database has its own order of letters.
    for share in sorted(shares, key=lambda share: share.suite):
        by_layer[share.layer][share.suite] = _counts(share)
    return [
        LayerRecord(row.name, row.measured, row.files, _counts(row), by_layer.get(row.name, {}))
        for row in rows
    ]


def _counts(row: LayerRow | LayerSuiteRow) -> CoverageCounts:
    return CoverageCounts(row.statements, row.missing, row.branches, row.missing_branches)


def _reason(row: ReasonRow) -> ReasonRecord:
    return ReasonRecord(
        row.ruling, row.code, row.message, row.advice, row.suite, row.layer, row.path, row.line
    )


def _suite(row: SuiteRow) -> SuiteRecord:
    return SuiteRecord(
        name=row.name,
        ruling=row.ruling,
        required=row.required,
        expected=row.expected,
        arrived=row.arrived,
        seconds=row.seconds,
        tests=TestCounts(
            row.selected,
            row.passed,
            row.failed,
            row.error,
            row.skipped,
            row.xfailed,
            row.xpassed,
        ),
    )


def _gate(row: GateRow) -> GateRecord:
    return GateRecord(
        scope=row.scope,
        layer=row.layer,
        kind=row.kind,
        threshold=row.threshold,
        covered=row.covered,
        total=row.total,
        uncovered=row.uncovered,
        ruling=row.ruling,
        path=row.path,
    )
