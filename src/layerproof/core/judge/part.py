"""The verdict on one part, right after it ran: what it can say for itself, and no more.

Where a suite is made of several parts (Pythons, shards), its gates wait for all of them and are
``verdict``'s. A run that the user narrowed on purpose has no gates either: it shows whether the
tests that ran have passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from layerproof.core.config.values import Config
from layerproof.core.judge.evidence import Evidence
from layerproof.core.judge.values import Provenance, Verdict
from layerproof.core.judge.verdict import judge_suite, rule
from layerproof.core.outcome.values import Part, PartOutcome


def is_whole_suite(config: Config, part: Part) -> bool:
    """Whether the suite consists of this part alone."""
    return part.shards == 1 and len(config.pythons) < 2


def judge_part(
    config: Config,
    outcome: PartOutcome,
    evidence: Evidence,
    provenance: Provenance,
    *,
    asked: Sequence[str] = (),
) -> Verdict:
    """Return the verdict on ``outcome`` alone.

    :param evidence: what is known besides; its outcomes do not matter.
    :param asked: the arguments by which the user left tests out on purpose. Where tests ran,
        they are no reason against it, and nothing is held to a gate.
    """
    alone = replace(evidence, outcomes=(_stand_alone(outcome, asked),))
    if is_whole_suite(config, outcome.part) and not (asked and outcome.tests):
        return judge_suite(config, outcome.part.suite, alone, provenance)
    ungated = tuple(
        replace(suite, gates={}, shards=None) if suite.name == outcome.part.suite else suite
        for suite in config.suites
    )
    single = replace(config, suites=ungated, pythons=())
    verdict = judge_suite(single, outcome.part.suite, alone, provenance)
    return _excuse_shard(verdict, outcome) if outcome.part.shards > 1 else verdict


def _excuse_shard(verdict: Verdict, outcome: PartOutcome) -> Verdict:
    """Return the verdict without what is no fault of a shard, but would be one of a suite.

    It may get no test, as there can be fewer files than shards, or only tests that are skipped.
    """
    excused = {"all-skipped"}
    if outcome.selected and not outcome.assigned:
        excused.add("suite-empty")
    reasons = tuple(reason for reason in verdict.reasons if reason.code not in excused)
    ruling = rule(reasons)
    suites = tuple(replace(suite, ruling=ruling) for suite in verdict.suites)
    return replace(verdict, reasons=reasons, ruling=ruling, suites=suites)


def _stand_alone(outcome: PartOutcome, asked: Sequence[str]) -> PartOutcome:
    """Return the outcome as that of a suite which consists of this part alone."""
    part = Part(outcome.part.suite)
    if asked and outcome.tests:
        ran = len({test.nodeid for test in outcome.tests})
        left = tuple(reason for reason in outcome.narrowed if reason not in asked)
        return replace(outcome, part=part, narrowed=left, selected=ran, assigned=ran)
    if outcome.part.shards > 1:
        return replace(outcome, part=part, selected=outcome.assigned)
    return replace(outcome, part=part)
