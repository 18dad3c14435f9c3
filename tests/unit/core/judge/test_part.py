"""The verdict on one part, right after it ran."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from layerproof.core.config.values import Config, Gate
from layerproof.core.judge.part import judge_part
from layerproof.core.judge.values import Ruling, Verdict
from layerproof.core.outcome.values import Part, PartOutcome, Result
from tests.support.evidence import PROVENANCE, a_config, whole_run


def gated_config(**changes: Any) -> Config:
    """Return a config whose unit suite has a gate that its run does not reach."""
    config = a_config(**changes)
    suites = tuple(
        replace(suite, gates={"repository": Gate(fail_under=10_000)})
        if suite.name == "unit"
        else suite
        for suite in config.suites
    )
    return replace(config, suites=suites)


def unit_outcome(**changes: Any) -> PartOutcome:
    """Return the unit suite's outcome of a kept run, with changes."""
    outcomes = whole_run().outcomes
    return replace(next(one for one in outcomes if one.part.suite == "unit"), **changes)


def judge(outcome: PartOutcome, config: Config, *asked: str) -> Verdict:
    """Judge the part beside the evidence of a kept run."""
    return judge_part(config, outcome, whole_run(), PROVENANCE, asked=asked)


def codes(verdict: Verdict) -> list[str]:
    """Return the codes of the verdict's reasons."""
    return [reason.code for reason in verdict.reasons]


def test_a_whole_suite_is_held_to_its_gates() -> None:
    """A suite of one part is judged as ``gate`` would judge it."""
    assert codes(judge(unit_outcome(), gated_config())) == ["gate-missed"]


@pytest.mark.parametrize(
    ("outcome", "pythons"),
    [
        (unit_outcome(part=Part("unit", "3.11")), ("3.11", "3.12")),
        (unit_outcome(part=Part("unit", None, 1, 2), selected=99), ()),
    ],
    ids=["python", "shard"],
)
def test_one_of_several_parts_waits_for_the_others(
    outcome: PartOutcome, pythons: tuple[str, ...]
) -> None:
    """A Python or a shard is kept for itself: neither absent siblings nor gates count yet."""
    verdict = judge(outcome, gated_config(pythons=pythons))
    assert (verdict.ruling, verdict.gates) == (Ruling.KEPT, ())


def test_a_failed_test_breaks_its_part() -> None:
    """A failed test breaks the part that it is of."""
    outcome = unit_outcome(part=Part("unit", None, 1, 2))
    failed = replace(outcome.tests[0], result=Result.FAILED)
    broken = replace(outcome, tests=(failed, *outcome.tests[1:]), exit_code=1)
    assert codes(judge(broken, a_config())) == ["test-failed"]


def test_a_shard_without_tests_is_kept() -> None:
    """A shard that got no file, of a suite that has tests, has nothing to answer for."""
    outcome = unit_outcome(part=Part("unit", None, 2, 2), tests=(), assigned=0, exit_code=5)
    verdict = judge(outcome, a_config())
    assert (verdict.ruling, [suite.ruling for suite in verdict.suites]) == (
        Ruling.KEPT,
        [Ruling.KEPT],
    )


@pytest.mark.parametrize(("shards", "reasons"), [(2, []), (1, ["all-skipped"])])
def test_skipped_tests_of_a_shard(shards: int, reasons: list[str]) -> None:
    """A shard may have got only tests that are skipped; a whole suite of them proves nothing."""
    outcome = unit_outcome(part=Part("unit", None, 1, shards))
    skipped = tuple(replace(test, result=Result.SKIPPED) for test in outcome.tests)
    assert codes(judge(replace(outcome, tests=skipped), a_config())) == reasons


def test_a_suite_without_tests_is_not_kept() -> None:
    """A whole suite that selected nothing is not measured."""
    outcome = unit_outcome(tests=(), selected=0, assigned=0, exit_code=5)
    assert "suite-empty" in codes(judge(outcome, a_config()))


def test_what_the_user_left_out_is_no_reason() -> None:
    """A run that the user narrowed on purpose shows its tests and is held to no gate."""
    outcome = unit_outcome(narrowed=("-k login",), assigned=99)
    assert codes(judge(outcome, gated_config(), "-k login")) == []


def test_what_something_else_left_out_is() -> None:
    """What the environment or a plugin left out stays a reason."""
    outcome = unit_outcome(narrowed=("-k login", "-m x"))
    assert codes(judge(outcome, gated_config(), "-k login")) == ["suite-narrowed"]


def test_a_narrowed_run_without_tests_is_not_kept() -> None:
    """A run that was narrowed to nothing is not measured."""
    outcome = unit_outcome(narrowed=("-k login",), tests=())
    assert "suite-narrowed" in codes(judge(outcome, a_config(), "-k login"))
