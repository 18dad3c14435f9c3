"""Gates: counts held to thresholds, as whole numbers, merged and suite by suite.

``completeness`` says which gates have all their data; the others are not measured here,
whatever their counts say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from layerproof.core.config.values import FULL, TOTAL, Config, Gate, Suite
from layerproof.core.judge.reasons import unmeasured
from layerproof.core.judge.values import GateResult, Reason, Ruling
from layerproof.core.measure.count import counted_files
from layerproof.core.measure.percent import format_percent, format_threshold
from layerproof.core.measure.values import Counts, FileMeasure, LayerMeasure, Measurement
from layerproof.core.wording import name_some

#: The scope of a gate over all suites together.
MERGED = "merged"

#: So many files below an ``each_file`` gate are reasons of their own; more are counted.
NAMED_FILES = 10

Ready = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class _Held:
    """One gate with what it is held to. ``layer`` is ``None`` where there is no such thing."""

    scope: str
    name: str
    gate: Gate
    layer: LayerMeasure | None
    files: tuple[FileMeasure, ...] = ()

    def counts(self) -> Counts:
        if self.layer is None:
            return Counts()
        if self.scope == MERGED:
            return self.layer.counts
        return self.layer.by_suite.get(self.scope, Counts())

    def counts_of(self, file: FileMeasure) -> Counts:
        return file.counts if self.scope == MERGED else file.by_suite.get(self.scope, Counts())


def hold_merged_gates(
    config: Config, measurement: Measurement, ready: Ready
) -> tuple[GateResult, ...]:
    """Return the result of each layer's gate and of the whole source's, over all suites.

    ``ready`` says for a scope and a layer whether all data that the gate needs arrived.
    """
    gates = [(layer.name, layer.gate) for layer in config.layers if layer.measured]
    held = (
        _take_up(MERGED, name, gate, measurement) for name, gate in [*gates, (TOTAL, config.gate)]
    )
    return tuple(result for one in held for result in _hold(one, ready))


def hold_suite_gates(
    suite: Suite, measurement: Measurement, ready: Ready
) -> tuple[GateResult, ...]:
    """Return the result of each gate that the suite alone must meet."""
    held = (_take_up(suite.name, name, gate, measurement) for name, gate in suite.gates.items())
    return tuple(result for one in held for result in _hold(one, ready))


def explain_gates(
    results: Sequence[GateResult], measurement: Measurement, ready: Ready
) -> Iterator[Reason]:
    """Yield a reason for each gate that was missed, or that had all data and nothing to hold."""
    named: dict[tuple[str, str], int] = {}
    empty: dict[tuple[str, str], None] = {}
    for result in results:
        if result.ruling is Ruling.NOT_MEASURED and ready(result.scope, result.layer):
            empty[result.scope, result.layer] = None
        elif result.ruling is Ruling.BROKEN and result.kind != "each_file":
            yield _explain_layer(result, measurement)
        elif result.ruling is Ruling.BROKEN:
            key = (result.scope, result.layer)
            named[key] = named.get(key, 0) + 1
            if named[key] <= NAMED_FILES:
                yield _explain_file(result)
    for (scope, layer), number in named.items():
        if number > NAMED_FILES:
            more = f"{number - NAMED_FILES} more files of {layer} miss the gate for each file"
            yield Reason(Ruling.BROKEN, "gate-missed", more, suite=_suite_of(scope), layer=layer)
    for scope, layer in empty:
        of_suite = "" if scope == MERGED else f" of suite {scope}"
        yield unmeasured(
            "nothing-to-measure",
            f"a gate{of_suite} asks something of {layer}, but nothing of it was measured, and "
            "nothing of nothing is no pass",
            "correct the layer's `paths`, or remove the gate",
            suite=_suite_of(scope),
            layer=layer,
        )


def _take_up(scope: str, name: str, gate: Gate, measurement: Measurement) -> _Held:
    if name == TOTAL:
        return _Held(scope, name, gate, measurement.total, counted_files(measurement))
    layer = next((one for one in measurement.layers if one.name == name and one.measured), None)
    files = tuple(file for file in measurement.files if layer and file.layer == name)
    return _Held(scope, name, gate, layer, files)


def _hold(held: _Held, ready: Ready) -> Iterator[GateResult]:
    counts = held.counts()
    is_ready = ready(held.scope, held.name)

    def rule(*, met: bool) -> Ruling:
        if not is_ready or counts.total == 0:
            return Ruling.NOT_MEASURED
        return Ruling.KEPT if met else Ruling.BROKEN

    gate = held.gate
    if gate.fail_under is not None:
        ruling = rule(met=counts.reaches(gate.fail_under))
        yield GateResult(held.scope, held.name, "fail_under", gate.fail_under, counts, ruling)
    if gate.max_missing is not None:
        ruling = rule(met=counts.uncovered <= gate.max_missing)
        yield GateResult(held.scope, held.name, "max_missing", gate.max_missing, counts, ruling)
    if gate.each_file is not None:
        for path, of_file in _files_to_show(held, gate.each_file):
            ruling = rule(met=of_file.reaches(gate.each_file))
            yield GateResult(
                held.scope, held.name, "each_file", gate.each_file, of_file, ruling, path
            )


def _files_to_show(held: _Held, threshold: int) -> list[tuple[str | None, Counts]]:
    """Return the files below the threshold, else the lowest of all; empty files have no share."""
    counted = [(file.path, held.counts_of(file)) for file in held.files]
    full = [(path, counts) for path, counts in counted if counts.total]
    if not full:
        return [(None, Counts())]
    full.sort(key=lambda one: (Fraction(one[1].covered, one[1].total), one[0]))
    below = [(path, counts) for path, counts in full if not counts.reaches(threshold)]
    return [*(below or full[:1])]


def _explain_layer(result: GateResult, measurement: Measurement) -> Reason:
    counts = result.counts
    unit = "statements and branches" if measurement.branch else "statements"
    if result.kind == "max_missing":
        share = f"{counts.uncovered} {unit} missing, at most {result.threshold} may be"
        short = counts.uncovered - result.threshold
    else:
        share = (
            f"{format_percent(counts.covered, counts.total, result.threshold)} "
            f"({counts.covered} of {counts.total} {unit}), "
            f"needed {format_threshold(result.threshold)}"
        )
        short = -(-result.threshold * counts.total // FULL) - counts.covered
    worst = name_some(_worst_files(result, measurement), 3)
    return Reason(
        Ruling.BROKEN,
        "gate-missed",
        f"{_title(result)}: {share}; {short} more must run; most is missing in {worst}",
        "test the lines that the report lists as missing",
        suite=_suite_of(result.scope),
        layer=result.layer,
    )


def _explain_file(result: GateResult) -> Reason:
    counts = result.counts
    share = format_percent(counts.covered, counts.total, result.threshold)
    return Reason(
        Ruling.BROKEN,
        "gate-missed",
        f"{_title(result)}: {result.path} has {share} ({counts.covered} of {counts.total}), "
        f"each file needs {format_threshold(result.threshold)}",
        "test the lines that the report lists as missing",
        suite=_suite_of(result.scope),
        layer=result.layer,
        path=result.path,
    )


def _title(result: GateResult) -> str:
    what = "whole source" if result.layer == TOTAL else f"layer {result.layer}"
    return f"{what} (all suites)" if result.scope == MERGED else f"{what} (suite {result.scope})"


def _suite_of(scope: str) -> str | None:
    return None if scope == MERGED else scope


def _worst_files(result: GateResult, measurement: Measurement) -> list[str]:
    held = _take_up(result.scope, result.layer, Gate(), measurement)
    missing = sorted((-held.counts_of(file).uncovered, file.path) for file in held.files)
    return [f"{path} ({-negative})" for negative, path in missing[:3] if negative]
