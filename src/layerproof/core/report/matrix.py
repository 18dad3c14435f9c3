"""The layer by suite matrix as text cells, between the verdict and whatever draws a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from layerproof.core.judge.gates import MERGED
from layerproof.core.judge.values import GateResult, Ruling, Verdict
from layerproof.core.measure.percent import format_percent, format_threshold
from layerproof.core.measure.values import Counts, LayerMeasure

_WORST_FIRST = (Ruling.BROKEN, Ruling.NOT_MEASURED, Ruling.KEPT)


@dataclass(frozen=True, slots=True)
class Cell:
    """A percentage as text, with the ruling of the gate that it is held to, if there is one."""

    text: str
    ruling: Ruling | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One layer: a cell a suite, all suites merged, its merged gates and what they amount to."""

    name: str
    cells: tuple[Cell, ...]
    merged: Cell
    gates: str
    ruling: Ruling | None
    measured: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of all layers and the total; ``suites`` heads the rows' ``cells``."""

    suites: tuple[str, ...]
    rows: tuple[Row, ...]


def build_matrix(verdict: Verdict) -> Matrix:
    """Return the matrix; without a measurement it has no rows."""
    measurement = verdict.measurement
    if measurement is None:
        return Matrix((), ())
    rows = tuple(
        _build_row(layer, measurement.suites, verdict.gates)
        for layer in (*measurement.layers, measurement.total)
    )
    return Matrix(measurement.suites, rows)


def _build_row(layer: LayerMeasure, suites: tuple[str, ...], gates: tuple[GateResult, ...]) -> Row:
    held = [gate for gate in gates if gate.layer == layer.name]
    merged = [gate for gate in held if gate.scope == MERGED]
    return Row(
        name=layer.name,
        cells=tuple(
            _cell(layer.by_suite.get(suite, Counts()), [g for g in held if g.scope == suite])
            for suite in suites
        ),
        merged=_cell(layer.counts, merged),
        gates=", ".join(dict.fromkeys(gate_text(gate) for gate in merged)),
        ruling=worst_ruling(gate.ruling for gate in held),
        measured=layer.measured,
    )


def _cell(counts: Counts, gates: list[GateResult]) -> Cell:
    threshold = next((gate.threshold for gate in gates if gate.kind == "fail_under"), None)
    text = format_percent(counts.covered, counts.total, threshold)
    return Cell(text.removesuffix(" %"), worst_ruling(gate.ruling for gate in gates))


def gate_text(gate: GateResult) -> str:
    """Return what a gate asks for: ``85 %``, ``each file 80 %``, ``at most 12 missing``."""
    if gate.kind == "max_missing":
        return f"at most {gate.threshold} missing"
    wanted = format_threshold(gate.threshold)
    return f"each file {wanted}" if gate.kind == "each_file" else wanted


def worst_ruling(rulings: Iterable[Ruling]) -> Ruling | None:
    """Return broken before not measured before kept, or ``None`` for no rulings at all."""
    found = set(rulings)
    return next((ruling for ruling in _WORST_FIRST if ruling in found), None)
