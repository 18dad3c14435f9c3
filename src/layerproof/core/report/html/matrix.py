"""The layer by suite matrix as the page colours it; ``page`` lays the rows out as a table.

Beside the text that ``core.report.matrix`` gives to narrower reports, a field here has counts,
a step of the colour scale and its own gates in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layerproof.core.config.values import TOTAL
from layerproof.core.judge.gates import MERGED
from layerproof.core.judge.values import GateResult, Ruling, SuiteVerdict, Verdict
from layerproof.core.measure.values import Counts, LayerMeasure, Measurement
from layerproof.core.outcome.values import PartOutcome, Status
from layerproof.core.report.html.figures import NOTHING, number, percent, threshold_percent
from layerproof.core.report.matrix import worst_ruling

#: The colour scale of the page's style has this many steps above none.
HEAT_STEPS = 10


@dataclass(frozen=True, slots=True)
class GateLine:
    """One gate as words (``at least 85 %``) with its ruling."""

    text: str
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the matrix. ``heat`` is a step of the colour scale, ``None`` for no colour."""

    text: str
    detail: str
    heat: int | None
    gates: tuple[GateLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One layer, or the whole source. ``ruling`` is the worst of all its gates."""

    name: str
    is_total: bool
    measured: bool
    files: int
    cells: tuple[Cell, ...]
    merged: Cell
    ruling: Ruling | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows in the config's order, the whole source last; ``suites`` head the columns."""

    suites: tuple[str, ...]
    rows: tuple[Row, ...]


def build_matrix(verdict: Verdict) -> Matrix | None:
    """Return the matrix, or ``None`` where nothing could be counted.

    A required suite that was not measured keeps its column: an empty one is seen.
    """
    measurement = verdict.measurement
    if measurement is None:
        return None
    suites = _columns(measurement, verdict.suites)
    layers = [*measurement.layers, measurement.total]
    rows = tuple(_row(layer, suites, verdict.gates) for layer in layers)
    return Matrix(suites, rows)


def _columns(measurement: Measurement, suites: Sequence[SuiteVerdict]) -> tuple[str, ...]:
    absent = [
        suite.name
        for suite in suites
        if suite.name not in measurement.suites
        and suite.ruling is Ruling.NOT_MEASURED
        and not any(_is_untraced(part) for part in suite.parts)
    ]
    return (*measurement.suites, *absent)


def _is_untraced(part: PartOutcome) -> bool:
    return part.status is Status.FINISHED and part.coverage is None


def _row(layer: LayerMeasure, suites: Sequence[str], gates: Sequence[GateResult]) -> Row:
    own = [gate for gate in gates if gate.layer == layer.name]
    return Row(
        name=layer.name,
        is_total=layer.name == TOTAL,
        measured=layer.measured,
        files=layer.files,
        cells=tuple(_cell(layer, layer.by_suite.get(suite), suite, own) for suite in suites),
        merged=_cell(layer, layer.counts, MERGED, own),
        ruling=worst_ruling(gate.ruling for gate in own),
    )


def _cell(
    layer: LayerMeasure, counts: Counts | None, scope: str, gates: Sequence[GateResult]
) -> Cell:
    lines = gate_lines([gate for gate in gates if gate.scope == scope])
    if not layer.measured:
        return Cell(NOTHING, "not counted", None, lines)
    if counts is None:
        return Cell("?", "not measured", None, lines)
    if not counts.total:
        return Cell(NOTHING, "nothing to cover", None, lines)
    thresholds = [gate.threshold for gate in gates if _is_share(gate, scope)]
    text = percent(counts, thresholds[0] if thresholds else None)
    detail = f"{number(counts.covered)} of {number(counts.total)}"
    return Cell(text, detail, counts.covered * HEAT_STEPS // counts.total, lines)


def _is_share(gate: GateResult, scope: str) -> bool:
    return gate.scope == scope and gate.kind == "fail_under"


def gate_lines(gates: Sequence[GateResult]) -> tuple[GateLine, ...]:
    """Return gates of one scope and layer as words; those on single files become one line."""
    lines = [
        GateLine(f"at least {threshold_percent(gate.threshold)}", gate.ruling)
        for gate in gates
        if gate.kind == "fail_under"
    ]
    lines += [
        GateLine(f"at most {number(gate.threshold)} missing", gate.ruling)
        for gate in gates
        if gate.kind == "max_missing"
    ]
    return (*lines, *_each_file([gate for gate in gates if gate.kind == "each_file"]))


def _each_file(gates: Sequence[GateResult]) -> tuple[GateLine, ...]:
    ruling = worst_ruling(gate.ruling for gate in gates)
    if ruling is None:
        return ()
    below = sum(gate.ruling is Ruling.BROKEN for gate in gates)
    text = f"each file at least {threshold_percent(gates[0].threshold)}"
    return (GateLine(f"{text} ({number(below)} below)" if below else text, ruling),)
