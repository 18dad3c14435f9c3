"""The verdict: completeness, failed tests and gates become one ruling with all its reasons.

What is certain outweighs what is unknown: a failed test or a missed gate whose data is all
there makes the verdict broken, even when something else was not measured. Anything else that
was not measured makes it not measured. Only what is left is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from layerproof.core.config.values import TOTAL, Config
from layerproof.core.judge.completeness import (
    Standing,
    check_suite,
    find_layer_faults,
    find_orphans,
    find_run_wide_faults,
    find_source_faults,
    suites_in_force,
)
from layerproof.core.judge.evidence import Evidence
from layerproof.core.judge.failures import find_failures, note_retries
from layerproof.core.judge.freshness import is_fresh
from layerproof.core.judge.gates import (
    MERGED,
    Ready,
    explain_gates,
    hold_merged_gates,
    hold_suite_gates,
)
from layerproof.core.judge.ratchet import explain_ratchet, hold_floor, note_ratchet
from layerproof.core.judge.reasons import unmeasured
from layerproof.core.judge.runs import FAILED
from layerproof.core.judge.values import (
    GateResult,
    Provenance,
    Reason,
    Ruling,
    SuiteVerdict,
    Verdict,
)
from layerproof.core.wording import count_noun
from layerproof.errors import ExitCode, UsageError

_NO_VERDICT = "these are the numbers of what was there; there is no verdict (--partial)"


def judge(
    config: Config, evidence: Evidence, provenance: Provenance, *, partial: bool = False
) -> Verdict:
    """Return the verdict on the whole run.

    With ``partial`` the numbers are kept, every gate is not measured and so is the verdict.
    """
    suites = suites_in_force(config, evidence.outcomes)
    standings = tuple(check_suite(suite, config, evidence) for suite in suites)
    run_wide = tuple(find_run_wide_faults(config, evidence, standings))
    run_wide += _find_lack_of_counts(evidence, standings, run_wide)
    ready = _readiness(evidence, standings, run_wide, partial=partial)
    gates: tuple[GateResult, ...] = ()
    if evidence.measurement is not None:
        gates = hold_merged_gates(config, evidence.measurement, ready)
    return _decide(evidence, provenance, standings, run_wide, gates, ready, partial=partial)


def judge_suite(config: Config, name: str, evidence: Evidence, provenance: Provenance) -> Verdict:
    """Return the verdict on one suite alone: its completeness, its tests, its own gates.

    A suite that is judged by name is in force, whether declared or not. Raises ``UsageError``
    when the config has no such suite.
    """
    suite = config.suite(name)
    if suite is None:
        known = ", ".join(one.name for one in config.suites)
        raise UsageError(f"there is no suite named {name!r}", advice=f"use one of: {known}")
    standing = check_suite(replace(suite, required=True), config, evidence)
    asked = set(suite.gates)
    faults = [
        fault
        for fault in evidence.layer_faults
        if TOTAL in asked or asked.intersection(fault.layers)
    ]
    run_wide = (*find_orphans(standing.parts), *find_layer_faults(faults))
    if asked:
        run_wide += tuple(find_source_faults(config, evidence))
        run_wide += _find_lack_of_counts(evidence, (standing,), run_wide)
    ready = _readiness(evidence, (standing,), run_wide, partial=False)
    return _decide(evidence, provenance, (standing,), run_wide, (), ready, partial=False)


def exit_code(verdict: Verdict) -> ExitCode:
    """Return what the process tells its caller."""
    return {
        Ruling.KEPT: ExitCode.KEPT,
        Ruling.BROKEN: ExitCode.BROKEN,
        Ruling.NOT_MEASURED: ExitCode.NOT_MEASURED,
    }[verdict.ruling]


def _find_lack_of_counts(
    evidence: Evidence, standings: Sequence[Standing], run_wide: Sequence[Reason]
) -> tuple[Reason, ...]:
    """Return that nothing was counted, where no other reason says why already."""
    if evidence.measurement is not None or run_wide or any(one.reasons for one in standings):
        return ()
    return (unmeasured("nothing-to-measure", "nothing was counted", "run `nox`"),)


def _readiness(
    evidence: Evidence,
    standings: Sequence[Standing],
    run_wide: Sequence[Reason],
    *,
    partial: bool,
) -> Ready:
    """Return what says for a scope and a layer whether all data that a gate needs arrived."""
    faulted = {layer for fault in evidence.layer_faults for layer in fault.layers}
    complete = {one.suite.name for one in standings if one.complete and one.parts}
    whole = not any(one.suite.coverage and one.reasons for one in standings)
    # A fault of one layer concerns the gates of that layer and of the whole source alone.
    whole = whole and all(reason.layer for reason in run_wide)

    def is_ready(scope: str, layer: str) -> bool:
        if partial or layer in faulted or (layer == TOTAL and faulted):
            return False
        return whole if scope == MERGED else scope in complete

    return is_ready


def _decide(
    evidence: Evidence,
    provenance: Provenance,
    standings: Sequence[Standing],
    run_wide: Sequence[Reason],
    merged: Sequence[GateResult],
    ready: Ready,
    *,
    partial: bool,
) -> Verdict:
    gates = list(merged)
    missed: list[Reason] = []
    if evidence.measurement is not None:
        for standing in standings:
            gates += hold_suite_gates(standing.suite, evidence.measurement, ready)
        missed += explain_gates(gates, evidence.measurement, ready)
    ratchet = hold_floor(evidence, ready)
    missed += explain_ratchet(ratchet, evidence, ready)
    parts = [part for standing in standings for part in standing.parts]
    failures = find_failures([part for part in parts if is_fresh(part, evidence.now)])
    incomplete = [reason for standing in standings for reason in standing.reasons]
    reasons = [*failures, *missed, *run_wide, *incomplete]
    return Verdict(
        ruling=Ruling.NOT_MEASURED if partial else rule(reasons),
        reasons=tuple(reasons),
        suites=tuple(_suite_verdict(one, reasons, partial=partial) for one in standings),
        gates=tuple(gates),
        measurement=evidence.measurement,
        provenance=provenance,
        partial=partial,
        notes=(
            *([_NO_VERDICT] if partial else []),
            *_notes(standings, evidence),
            *note_ratchet(ratchet, evidence),
        ),
        ratchet=ratchet,
    )


def rule(reasons: Sequence[Reason]) -> Ruling:
    """Return the ruling that the reasons amount to."""
    rulings = {reason.ruling for reason in reasons}
    for ruling in (Ruling.BROKEN, Ruling.NOT_MEASURED):
        if ruling in rulings:
            return ruling
    return Ruling.KEPT


def _suite_verdict(standing: Standing, reasons: Sequence[Reason], *, partial: bool) -> SuiteVerdict:
    ruling = rule([one for one in reasons if one.suite == standing.suite.name])
    if ruling is Ruling.KEPT and (partial or not standing.complete):
        ruling = Ruling.NOT_MEASURED
    return SuiteVerdict(
        name=standing.suite.name,
        ruling=ruling,
        required=standing.suite.required,
        expected=standing.expected,
        arrived=standing.arrived,
        parts=standing.parts,
    )


def _notes(standings: Sequence[Standing], evidence: Evidence) -> list[str]:
    notes = [*evidence.notes, *(note for standing in standings for note in standing.notes)]
    parts = [part for standing in standings for part in standing.parts]
    said: dict[str, list[str]] = {}
    for part in parts:
        for note in part.notes:
            said.setdefault(note, []).append(part.part.label)
    notes += [f"{', '.join(labels)}: {note}" for note, labels in said.items()]
    for part in parts:
        failed = sum(test.result in FAILED for test in part.tests)
        if failed and not is_fresh(part, evidence.now):
            tests = count_noun(failed, "test")
            notes.append(f"{tests} of {part.part.label} failed on the project as it was then")
        notes += note_retries(part)
    return notes
