"""What of two runs can be compared, and what cannot, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layerproof.history.records.questions.comparison import Gap, LayerChange, SuiteChange
from layerproof.history.records.runs import (
    CoverageCounts,
    LayerRecord,
    RunDetail,
    RunFacts,
    SuiteRecord,
)
from layerproof.history.services.questions.comparing import Comparable
from layerproof.history.services.questions.fractions import is_below

#: As many suites as a gap names.
SUITES_NAMED = 10

#: A ruling of runs, and of reasons.
_NOT_MEASURED = "not measured"


def find_gaps(run: RunDetail, base: RunDetail) -> Sequence[Gap]:
    """Return what cannot be compared of two runs."""
    return [
        *_gaps_of("run", run),
        *_gaps_of("base", base),
        *_gap_between(run.run.facts, base.run.facts),
    ]


def _gaps_of(which: str, detail: RunDetail) -> Iterator[Gap]:
    facts, missing = detail.run.facts, _missing_suites(detail)
    other = {"run": "vanished", "base": "new"}[which]
    if not facts.complete:
        told = f"not everything of the {which} has arrived: layers are not compared"
        yield Gap(f"{which}-incomplete", f"{told}, and no test counts as {other}")
    if facts.partial:
        told = f"the {which} was made without a verdict: layers are not compared"
        yield Gap(f"{which}-partial", f"{told}, and no test counts as {other}")
    if not _was_measured(detail):
        yield Gap(f"{which}-not-measured", _tell_unmeasured(which, facts))
    if missing and is_whole(facts):
        named = ", ".join(missing[:SUITES_NAMED]) + (", …" if len(missing) > SUITES_NAMED else "")
        told = f"suites that did not arrive whole in the {which}: {named}"
        yield Gap(f"{which}-suites-missing", f"{told}; no test of theirs counts as {other}")


def _gap_between(run: RunFacts, base: RunFacts) -> Iterator[Gap]:
    if run.branch_coverage != base.branch_coverage:
        with_branches = "run" if run.branch_coverage else "base"
        told = f"only the {with_branches} measured branches: layers are not compared"
        yield Gap("branch-coverage-differs", told)


def is_whole(facts: RunFacts) -> bool:
    """Whether everything of a run is there."""
    return facts.complete and not facts.partial


def _was_measured(detail: RunDetail) -> bool:
    """Whether all was measured; of a broken run, where that weighs more, its reasons tell."""
    unmeasured = any(reason.ruling == _NOT_MEASURED for reason in detail.reasons)
    return detail.run.facts.ruling != _NOT_MEASURED and not unmeasured


def _tell_unmeasured(which: str, facts: RunFacts) -> str:
    measured = "not measured" if facts.ruling == _NOT_MEASURED else "not measured as a whole"
    return f"the {which} was {measured}: layers are not compared"


def can_compare_coverage(run: RunDetail, base: RunDetail) -> bool:
    """Whether what was covered means the same in both runs."""
    measured = all(is_whole(one.run.facts) and _was_measured(one) for one in (run, base))
    return measured and run.run.facts.branch_coverage == base.run.facts.branch_coverage


def find_comparable(run: RunDetail, base: RunDetail) -> Comparable:
    """Return of which suites all tests are known to be there."""

    def known_in(detail: RunDetail, suite: str) -> bool:
        return is_whole(detail.run.facts) and suite not in missing[detail.run.key]

    missing = {detail.run.key: set(_missing_suites(detail)) for detail in (run, base)}
    return Comparable(lambda suite: known_in(run, suite), lambda suite: known_in(base, suite))


def _missing_suites(detail: RunDetail) -> Sequence[str]:
    return [suite.name for suite in detail.suites if suite.arrived < suite.expected]


def compare_layers(run: RunDetail, base: RunDetail) -> Sequence[LayerChange]:
    """Return each measured layer of either run, before and after; the run's order comes first."""
    comparable = can_compare_coverage(run, base)
    old, new = _by_name(base.layers), _by_name(run.layers)
    names = dict.fromkeys([*new, *old])
    return [_layer(name, old.get(name), new.get(name), comparable=comparable) for name in names]


def compare_totals(run: RunDetail, base: RunDetail) -> LayerChange | None:
    """Return the whole source before and after; ``None`` where neither run has counts."""
    if run.total is None and base.total is None:
        return None
    comparable = can_compare_coverage(run, base)
    old = None if base.total is None else base.total.counts
    new = None if run.total is None else run.total.counts
    return _layer("total", old, new, comparable=comparable)


def _by_name(layers: Sequence[LayerRecord]) -> dict[str, CoverageCounts]:
    return {layer.name: layer.counts for layer in layers if layer.measured}


def _layer(
    name: str, old: CoverageCounts | None, new: CoverageCounts | None, *, comparable: bool
) -> LayerChange:
    fell = is_below(new, old) if comparable and old and new else None
    return LayerChange(name, old, new, fell)


def compare_suites(run: RunDetail, base: RunDetail) -> Sequence[SuiteChange]:
    """Return each suite of either run, before and after; the run's order comes first."""
    old = {suite.name: suite for suite in base.suites}
    new: dict[str, SuiteRecord] = {suite.name: suite for suite in run.suites}
    return [SuiteChange(name, old.get(name), new.get(name)) for name in dict.fromkeys([*new, *old])]
