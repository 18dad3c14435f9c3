"""What each suite covers of each layer, with the gates in the fields that they hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from layerproof.history.pages.numbers import NOTHING, number, percent
from layerproof.history.pages.wording import TOTAL, gate_text, layer_name
from layerproof.history.records.runs import CoverageCounts, GateRecord, LayerRecord, RunDetail

#: The scope of a gate that holds what all suites cover together.
MERGED = "merged"

#: From least to most serious.
_ORDER = ("kept", "not measured", "broken")


@dataclass(frozen=True, slots=True)
class GateLine:
    """A gate in words."""

    ruling: str
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What was covered in one field; ``worst`` is the worst ruling of its gates, if it has any."""

    share: str
    detail: str
    gates: Sequence[GateLine] = ()
    worst: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A layer: the field of all suites, then one for each suite."""

    name: str
    files: int
    is_total: bool
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class OtherGate:
    """A gate whose field is not in the table."""

    where: str
    line: GateLine


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table: suites are its columns, layers its rows, the whole source comes last."""

    suites: Sequence[str] = ()
    rows: Sequence[Row] = ()
    others: Sequence[OtherGate] = field(default_factory=list)


def build_matrix(detail: RunDetail) -> Matrix:
    """Return the table of a run."""
    layers = [*detail.layers, *([detail.total] if detail.total else [])]
    suites = _suites(detail, layers)
    gates: dict[tuple[str, str], list[GateRecord]] = {}
    for gate in detail.gates:
        gates.setdefault((gate.layer, gate.scope), []).append(gate)
    rows = [_row(layer, suites, gates) for layer in layers]
    left = [_other(gate) for group in gates.values() for gate in group]
    return Matrix(suites, rows, left)


def _suites(detail: RunDetail, layers: Iterable[LayerRecord]) -> Sequence[str]:
    """Return the suites that covered anything: those of the run, then those of layers alone."""
    covering = {suite for layer in layers for suite in layer.by_suite}
    named = [suite.name for suite in detail.suites if suite.name in covering]
    return [*named, *sorted(covering.difference(named))]


def _row(
    layer: LayerRecord,
    suites: Sequence[str],
    gates: dict[tuple[str, str], list[GateRecord]],
) -> Row:
    """Return a layer's row; the gates that it shows are taken out."""
    fields = [(MERGED, layer.counts), *((suite, layer.by_suite.get(suite)) for suite in suites)]
    cells = [_cell(layer, counts, gates.pop((layer.name, scope), [])) for scope, counts in fields]
    return Row(layer_name(layer.name), layer.files, layer.name == TOTAL, cells)


def _cell(layer: LayerRecord, counts: CoverageCounts | None, gates: Sequence[GateRecord]) -> Cell:
    lines = [GateLine(gate.ruling, gate_text(gate)) for gate in gates]
    worst = max((gate.ruling for gate in gates), key=_seriousness, default="")
    if not layer.measured or counts is None:
        return Cell(NOTHING, "not counted", lines, worst)
    floor = next((gate.threshold for gate in gates if gate.kind == "fail_under"), None)
    detail = f"{number(counts.covered)} of {number(counts.total)}"
    return Cell(percent(counts, floor), detail, lines, worst)


def _seriousness(ruling: str) -> int:
    return _ORDER.index(ruling) if ruling in _ORDER else len(_ORDER)


def _other(gate: GateRecord) -> OtherGate:
    where = "all suites" if gate.scope == MERGED else gate.scope
    return OtherGate(f"{layer_name(gate.layer)}, {where}", GateLine(gate.ruling, gate_text(gate)))
