"""The order in which files with missing lines are shown: what breaks a gate first."""

from __future__ import annotations

from layerproof.core.judge.values import Ruling, Verdict
from layerproof.core.measure.count import counted_files
from layerproof.core.measure.values import FileMeasure


def worst_files(verdict: Verdict) -> list[FileMeasure]:
    """Return the files of which something did not run, the most missing first.

    Those of layers with a broken gate stand before all others.
    """
    if verdict.measurement is None:
        return []
    broken = {gate.layer for gate in verdict.gates if gate.ruling is Ruling.BROKEN}
    files = [file for file in counted_files(verdict.measurement) if file.counts.uncovered]
    return sorted(
        files, key=lambda file: (file.layer not in broken, -file.counts.uncovered, file.path)
    )
