"""The table of source files, grouped by layer, the least covered first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from layerproof.core.judge.values import GateResult, Ruling, Verdict
from layerproof.core.measure.values import Counts, FileMeasure, Measurement
from layerproof.core.report.html.escaping import file_target
from layerproof.core.report.html.figures import percent, threshold_percent
from layerproof.core.report.ranges import missing_texts

GAPS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class FileRow:
    """One source file as the table shows it; ``bar`` is its covered share in whole percent."""

    path: str
    target: str
    layer: str
    counted: bool
    counts: Counts
    percent: str
    bar: int
    partial: int
    gaps: str
    more_gaps: int
    below: str


def order_files(measurement: Measurement) -> tuple[FileMeasure, ...]:
    """Return the files by layer in the config's order (none last), least covered first."""
    rank = {layer.name: at for at, layer in enumerate(measurement.layers)}
    last = len(rank)

    def place(file: FileMeasure) -> tuple[int, int, str]:
        return rank.get(file.layer or "", last), -file.counts.uncovered, file.path

    return tuple(sorted(measurement.files, key=place))


def build_file_rows(verdict: Verdict, files: Sequence[FileMeasure]) -> tuple[FileRow, ...]:
    """Return one row a file, in the order given."""
    if verdict.measurement is None:
        return ()
    uncounted = {layer.name for layer in verdict.measurement.layers if not layer.measured}
    floors = _missed_floors(verdict.gates)
    return tuple(
        _row(file, counted=file.layer not in uncounted, floor=floors.get(file.path))
        for file in files
    )


def _missed_floors(gates: Sequence[GateResult]) -> dict[str, int]:
    return {
        gate.path: gate.threshold
        for gate in gates
        if gate.path is not None and gate.ruling is Ruling.BROKEN
    }


def _row(file: FileMeasure, *, counted: bool, floor: int | None) -> FileRow:
    counts = file.counts
    gaps = missing_texts(file)
    return FileRow(
        path=file.path,
        target=file_target(file.path),
        layer=file.layer or "",
        counted=counted,
        counts=counts,
        percent=percent(counts, floor),
        bar=counts.covered * 100 // counts.total if counts.total else 0,
        partial=len(file.partial),
        gaps=", ".join(gaps[:GAPS_SHOWN]),
        more_gaps=max(0, len(gaps) - GAPS_SHOWN),
        below="" if floor is None else threshold_percent(floor),
    )


def path_targets(files: Sequence[FileMeasure]) -> Mapping[str, str]:
    """Return where in the page each file opens."""
    return {file.path: file_target(file.path) for file in files}
