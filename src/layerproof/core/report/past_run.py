"""What is remembered of a run in a few lines, and read again when a later one is held to it.

The whole report lies beside it; this is for whoever looks through many runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layerproof.core.config.values import TOTAL
from layerproof.core.judge.floor import PastRun
from layerproof.core.judge.values import Provenance, Ruling, Verdict
from layerproof.core.measure.values import LayerMeasure
from layerproof.core.report.printable import well_formed
from layerproof.errors import DataUnreadableError

#: Raised when a key goes or changes its meaning; a record of another number is not read.
RECORD_VERSION = 1


def name_record(provenance: Provenance) -> str:
    """Return a run's name among the records; names stand in the order of the runs' times."""
    moment = "".join(char for char in provenance.created_at[:19] if char.isdigit() or char == "T")
    return f"{moment}Z-{provenance.run_id}"


def to_past_run(verdict: Verdict) -> dict[str, object]:
    """Return the record of a verdict."""
    run, measurement = verdict.provenance, verdict.measurement
    layers = () if measurement is None else (*measurement.layers, measurement.total)
    return {
        "record_version": RECORD_VERSION,
        "id": well_formed(run.run_id),
        "created_at": well_formed(run.created_at),
        "project": well_formed(run.project),
        "branch": well_formed(run.branch),
        "commit": well_formed(run.commit),
        "dirty": run.dirty,
        "ruling": verdict.ruling.value,
        "whole": _is_whole(verdict),
        "branch_coverage": measurement is not None and measurement.branch,
        "layers": [_layer(layer) for layer in layers],
    }


def _is_whole(verdict: Verdict) -> bool:
    """Whether nothing of the run was not measured; a broken one may lack a suite besides."""
    unmeasured = any(reason.ruling is Ruling.NOT_MEASURED for reason in verdict.reasons)
    return verdict.measurement is not None and not verdict.partial and not unmeasured


def _layer(layer: LayerMeasure) -> dict[str, object]:
    counts = layer.counts
    return {
        "name": well_formed(layer.name),
        "measured": layer.measured,
        "statements": counts.statements,
        "missing": counts.missing,
        "branches": counts.branches,
        "missing_branches": counts.missing_branches,
        "covered": counts.covered,
        "total": counts.total,
    }


def read_past_run(document: object) -> PastRun:
    """Return the run that a record holds.

    :raises DataUnreadableError: it is no record of this version.
    """
    try:
        return _read(document)
    except (KeyError, TypeError, ValueError) as error:
        raise DataUnreadableError(f"it is no record of a run ({error})") from error


def _read(document: object) -> PastRun:
    record = _typed(document, dict)
    if record["record_version"] != RECORD_VERSION:
        message = f"record version {record['record_version']!r} is not {RECORD_VERSION}"
        raise ValueError(message)
    layers = [_typed(layer, dict) for layer in _typed(record["layers"], list)]
    return PastRun(
        run_id=_typed(record["id"], str),
        created_at=_typed(record["created_at"], str),
        branch=_typed(record["branch"], str),
        commit=_typed(record["commit"], str),
        dirty=_typed(record["dirty"], bool),
        whole=_typed(record["whole"], bool),
        branch_coverage=_typed(record["branch_coverage"], bool),
        shares={
            _typed(layer["name"], str): _read_share(layer)
            for layer in layers
            if layer["name"] == TOTAL or _typed(layer["measured"], bool)
        },
    )


def _read_share(layer: Mapping[str, Any]) -> tuple[int, int]:
    covered, total = _typed(layer["covered"], int), _typed(layer["total"], int)
    if not 0 <= covered <= total:
        message = f"{covered} of {total} is no share"
        raise ValueError(message)
    return covered, total


def _typed(value: object, kind: type[Any]) -> Any:
    if type(value) is not kind:
        message = f"expected {kind.__name__}, not {type(value).__name__}"
        raise TypeError(message)
    return value
