"""Holding a run to the best of earlier ones: no layer may fall, nor the whole source.

Counts are compared as whole numbers. A layer whose data did not arrive whole is not measured here
either; that it did not arrive is a reason of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.core.config.values import TOTAL
from layerproof.core.judge.evidence import Evidence
from layerproof.core.judge.floor import Best, Floor
from layerproof.core.judge.gates import MERGED, Ready
from layerproof.core.judge.reasons import unmeasured
from layerproof.core.judge.values import Ratchet, RatchetResult, Reason, Ruling
from layerproof.core.measure.percent import format_percent
from layerproof.core.measure.values import Counts, Measurement
from layerproof.core.wording import name_some

_ADVICE = "test the lines that the report lists as missing"


def hold_floor(evidence: Evidence, ready: Ready) -> Ratchet | None:
    """Return how each layer stands to its best, or ``None`` where nobody asked.

    ``ready`` says for a scope and a layer whether all its data arrived.
    """
    floor = evidence.floor
    if floor is None:
        return None
    now = _count_layers(evidence.measurement)
    return Ratchet(
        floor,
        tuple(
            RatchetResult(best, now[best.layer], _rule(best, now[best.layer], ready))
            for best in floor.bests
            if best.layer in now
        ),
    )


def explain_ratchet(ratchet: Ratchet | None, evidence: Evidence, ready: Ready) -> Iterator[Reason]:
    """Yield a reason for each layer that fell, and for what was asked and has no answer."""
    if ratchet is None:
        return
    if ratchet.floor.fault:
        yield unmeasured(
            "ratchet-unmeasured",
            f"the best of the last {ratchet.floor.runs} runs of {ratchet.floor.branch} is not "
            f"known: {ratchet.floor.fault}",
            "cure it and run `nox -s coverage` again, or leave the ratchet out (--ratchet 0)",
        )
    for result in ratchet.results:
        if result.ruling is Ruling.BROKEN:
            yield _explain_fall(result, ratchet.floor, evidence)
        elif result.counts.total == 0 and ready(MERGED, result.best.layer):
            yield unmeasured(
                "ratchet-unmeasured",
                f"{_title(result.best.layer)} has nothing left to measure, and "
                f"{_describe_best(result.best)} before",
                "correct the layer's `paths`, or remove the layer",
                layer=result.best.layer,
            )


def note_ratchet(ratchet: Ratchet | None, evidence: Evidence) -> Iterator[str]:
    """Yield what the ratchet did not hold, and why."""
    if ratchet is None or ratchet.floor.fault or evidence.measurement is None:
        return
    floor = ratchet.floor
    yield from floor.notes
    if not floor.known:
        yield f"the ratchet held nothing: no whole run of {floor.branch} is known ({floor.origin})"
        return
    now = _count_layers(evidence.measurement)
    there = {best.layer for best in floor.bests}
    new = [name for name, counts in now.items() if name not in there and counts.total]
    gone = [best.layer for best in floor.bests if best.layer not in now]
    if new:
        yield f"the ratchet holds no layer that is new: {name_some(new)}"
    if gone:
        yield f"the ratchet holds no layer that is gone or no longer measured: {name_some(gone)}"


def _count_layers(measurement: Measurement | None) -> dict[str, Counts]:
    if measurement is None:
        return {}
    layers = {layer.name: layer.counts for layer in measurement.layers if layer.measured}
    return {**layers, TOTAL: measurement.total.counts}


def _rule(best: Best, counts: Counts, ready: Ready) -> Ruling:
    if counts.total == 0 or not ready(MERGED, best.layer):
        return Ruling.NOT_MEASURED
    fell = counts.covered * best.total < best.covered * counts.total
    return Ruling.BROKEN if fell else Ruling.KEPT


def _explain_fall(result: RatchetResult, floor: Floor, evidence: Evidence) -> Reason:
    counts, best = result.counts, result.best
    branch = evidence.measurement is not None and evidence.measurement.branch
    unit = "statements and branches" if branch else "statements"
    return Reason(
        Ruling.BROKEN,
        "ratchet-missed",
        f"{_title(best.layer)}: {format_percent(counts.covered, counts.total)} "
        f"({counts.covered} of {counts.total} {unit}), {_describe_best(best)} in the last "
        f"{floor.runs} runs of {floor.branch}; {result.short} more must run",
        _ADVICE,
        layer=best.layer,
    )


def _describe_best(best: Best) -> str:
    share = f"{format_percent(best.covered, best.total)} ({best.covered} of {best.total})"
    commit = f"commit {best.commit[:10]}, " if best.commit else ""
    return f"it had {share} at its best (run {best.run_id}, {commit}{best.created_at})"


def _title(layer: str) -> str:
    return "whole source" if layer == TOTAL else f"layer {layer}"
