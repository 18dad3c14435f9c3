"""Coverage by layer against its targets, as the verdict on the records has it."""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.adoption.audit.answers import Answer
from layerproof.adoption.audit.inputs import AuditInput
from layerproof.adoption.audit.values import LayerCoverage, Target
from layerproof.core.config.values import TOTAL
from layerproof.core.judge.gates import MERGED
from layerproof.core.judge.values import GateResult, Ruling, Verdict

ANSWERS = {
    Ruling.KEPT: Answer.KEPT,
    Ruling.BROKEN: Answer.BROKEN,
    Ruling.NOT_MEASURED: Answer.NOT_MEASURED,
}


def take_coverage(given: AuditInput) -> LayerCoverage:
    """Return the layers with their targets; stale records measure nothing."""
    recorded = given.recorded
    if given.config is None:
        return LayerCoverage((), "there is no [tool.layerproof] table that names layers and gates")
    if recorded.verdict is None or recorded.verdict.measurement is None:
        return LayerCoverage((), recorded.why)
    if not any(part.coverage is not None for part in recorded.fresh):
        return LayerCoverage((), "; ".join(recorded.stale) or recorded.why)
    return LayerCoverage(tuple(_targets(recorded.verdict)), "; ".join(recorded.stale))


def _targets(verdict: Verdict) -> Iterator[Target]:
    assert verdict.measurement is not None  # noqa: S101 - the caller has looked
    files = {layer.name: layer.files for layer in verdict.measurement.layers}
    files[TOTAL] = verdict.measurement.total.files
    for gate in verdict.gates:
        yield _target(gate, files.get(gate.layer, 0))
    held = {gate.layer for gate in verdict.gates if gate.scope == MERGED}
    for layer in (*verdict.measurement.layers, verdict.measurement.total):
        if layer.measured and layer.name not in held:
            yield Target(
                scope=MERGED,
                layer=layer.name,
                kind="no gate",
                threshold=None,
                covered=layer.counts.covered,
                total=layer.counts.total,
                answer=Answer.NOT_APPLICABLE,
                files=layer.files,
            )


def _target(gate: GateResult, files: int) -> Target:
    return Target(
        scope=gate.scope,
        layer=gate.layer,
        kind=gate.kind,
        threshold=gate.threshold,
        covered=gate.counts.covered,
        total=gate.counts.total,
        answer=ANSWERS[gate.ruling],
        files=files,
    )
