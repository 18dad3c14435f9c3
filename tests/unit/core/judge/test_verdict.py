"""The verdict as a whole: its ruling, its exit code, and what holds for every run."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerproof.core.config.values import Gate
from layerproof.core.judge.evidence import DataFault, Evidence, LayerFault, LayerFaultKind
from layerproof.core.judge.values import Ruling, SuiteVerdict, Verdict
from layerproof.core.judge.verdict import exit_code, judge_suite
from layerproof.core.outcome.values import Fingerprint, Part, PartOutcome, Result, Status
from layerproof.errors import ExitCode, UsageError
from tests.support.evidence import (
    NOW,
    PROVENANCE,
    RAN,
    REPOSITORY,
    a_config,
    a_measurement,
    a_record,
    an_outcome,
    outline,
    ruled,
    whole_run,
    with_suite,
    with_unit,
)

KEPT, BROKEN, NOT_MEASURED = Ruling.KEPT, Ruling.BROKEN, Ruling.NOT_MEASURED


def test_kept_verdict_carries_its_evidence() -> None:
    """A verdict holds the suites with their parts, the counts, and where it was made."""
    evidence = whole_run()
    verdict = ruled(evidence)
    unit, integration = evidence.outcomes
    assert verdict == Verdict(
        ruling=KEPT,
        reasons=(),
        suites=(
            SuiteVerdict("unit", KEPT, required=True, expected=1, arrived=1, parts=(unit,)),
            SuiteVerdict(
                "integration", KEPT, required=True, expected=1, arrived=1, parts=(integration,)
            ),
        ),
        gates=verdict.gates,
        measurement=evidence.measurement,
        provenance=PROVENANCE,
    )


def test_nothing_counted_is_not_measured() -> None:
    """Without counts there is no kept verdict, even when every suite ended well."""
    verdict = ruled(whole_run(measurement=None))
    assert outline(verdict) == (NOT_MEASURED, [("nothing-to-measure", None)])
    assert verdict.gates == ()


def test_partial_has_numbers_and_no_verdict() -> None:
    """With ``--partial`` numbers stay; gates, suites and the ruling are not measured."""
    verdict = ruled(whole_run(), partial=True)
    assert (verdict.ruling, verdict.partial, verdict.reasons) == (NOT_MEASURED, True, ())
    assert verdict.measurement == whole_run().measurement
    assert {result.ruling for result in verdict.gates} == {NOT_MEASURED}
    assert {suite.ruling for suite in verdict.suites} == {NOT_MEASURED}
    assert verdict.notes == (
        "these are the numbers of what was there; there is no verdict (--partial)",
    )


def test_partial_is_never_broken() -> None:
    """With ``--partial`` even a failed test is a reason without a ruling of the whole."""
    failed = (a_record("test_total", Result.FAILED), a_record("test_discount"))
    verdict = ruled(with_unit(tests=failed, exit_code=1), partial=True)
    assert outline(verdict) == (NOT_MEASURED, [("test-failed", "unit")])


@pytest.mark.parametrize(
    ("ruling", "code"),
    [
        (KEPT, ExitCode.KEPT),
        (BROKEN, ExitCode.BROKEN),
        (NOT_MEASURED, ExitCode.NOT_MEASURED),
    ],
)
def test_ruling_has_an_exit_code(ruling: Ruling, code: ExitCode) -> None:
    """Each ruling has an exit code of its own."""
    assert exit_code(replace(ruled(whole_run()), ruling=ruling)) is code


def test_suite_alone_is_judged_by_its_own_gates() -> None:
    """Another suite may be missing, and merged gates may be missed."""
    config = a_config(gate=Gate(fail_under=10_000))
    evidence = whole_run(
        outcomes=(an_outcome("unit"),), measurement=a_measurement(config, {"unit": RAN["unit"]})
    )
    verdict = judge_suite(config, "unit", evidence, PROVENANCE)
    assert outline(verdict) == (KEPT, [])
    assert [(one.scope, one.layer, one.ruling) for one in verdict.gates] == [
        ("unit", "service", KEPT)
    ]
    assert [suite.name for suite in verdict.suites] == ["unit"]


def test_suite_alone_misses_its_gate() -> None:
    """A suite that misses its own gate is broken."""
    config = with_suite(a_config(), "unit", gates={"total": Gate(fail_under=9_000)})
    verdict = judge_suite(config, "unit", whole_run(), PROVENANCE)
    assert outline(verdict) == (BROKEN, [("gate-missed", "unit")])


def test_suite_alone_must_have_run() -> None:
    """A suite judged by name must have run, declared and required or not."""
    config = with_suite(a_config(), "slow", required=False)
    verdict = judge_suite(config, "slow", whole_run(), PROVENANCE)
    assert outline(verdict) == (NOT_MEASURED, [("suite-did-not-run", "slow")])


def test_suite_alone_minds_faults_of_the_layers_that_it_gates() -> None:
    """A fault of a layer concerns a suite that holds a gate on it, and no other."""
    fault = LayerFault(LayerFaultKind.HIDDEN, ("service",), "src/shop/a.py", "*/a.py")
    evidence = whole_run(layer_faults=(fault,))
    outlines = {
        name: outline(judge_suite(a_config(), name, evidence, PROVENANCE))
        for name in ("unit", "integration")
    }
    assert outlines == {
        "unit": (NOT_MEASURED, [("layer-hidden", None)]),
        "integration": (KEPT, []),
    }


def test_suite_with_gates_minds_source_that_cannot_be_read() -> None:
    """A fault of no suite, such as a broken source file, concerns a suite that holds gates."""
    evidence = whole_run(data_faults=(DataFault("source file src/shop/a.py", "is not Python"),))
    outlines = {
        name: outline(judge_suite(a_config(), name, evidence, PROVENANCE))
        for name in ("unit", "integration")
    }
    assert outlines == {"unit": (NOT_MEASURED, [("data-corrupt", None)]), "integration": (KEPT, [])}


def test_suite_alone_is_not_asked_for_data_of_others() -> None:
    """A fault of another suite's data is that suite's."""
    evidence = whole_run(data_faults=(DataFault("integration", "is cut off"),))
    assert outline(judge_suite(a_config(), "unit", evidence, PROVENANCE)) == (KEPT, [])


def test_unknown_suite_is_refused() -> None:
    """A suite that the config does not have cannot be judged."""
    with pytest.raises(UsageError, match="there is no suite named 'unti'"):
        judge_suite(a_config(), "unti", whole_run(), PROVENANCE)


def a_part_of(suite: str, shard: int, shards: int) -> PartOutcome:
    """Return one shard of as many tests as there are shards."""
    return an_outcome(
        suite,
        part=Part(suite, None, shard, shards),
        selected=shards,
        assigned=1,
        tests=(a_record(f"test_{shard}"),),
    )


def a_run_in(shards: tuple[int, int]) -> tuple[PartOutcome, ...]:
    """Return all parts of both suites, cut into so many shards."""
    return tuple(
        a_part_of(suite, shard, number)
        for suite, number in zip(("unit", "integration"), shards, strict=True)
        for shard in range(1, number + 1)
    )


def damaged(outcome: PartOutcome, damage: str) -> PartOutcome:
    """Return the outcome with one thing wrong, or as it is."""
    match damage:
        case "killed":
            return replace(outcome, status=Status.STARTED, exit_code=None)
        case "stale":
            return replace(outcome, fingerprint=Fingerprint(source={REPOSITORY: "old"}))
        case "failed":
            failed = tuple(replace(test, result=Result.FAILED) for test in outcome.tests)
            return replace(outcome, tests=failed, exit_code=1)
        case "untraced":
            return replace(outcome, coverage=None)
        case "narrowed":
            return replace(outcome, narrowed=("-k x",))
        case _:
            return outcome


runs = st.tuples(st.integers(1, 3), st.integers(1, 3)).map(a_run_in)
damages = st.lists(
    st.sampled_from(["", "killed", "stale", "failed", "untraced", "narrowed"]),
    min_size=6,
    max_size=6,
)


@given(runs, damages)
def test_only_undamaged_runs_are_kept(run: tuple[PartOutcome, ...], wrong: list[str]) -> None:
    """A verdict is kept exactly when nothing is wrong with any part."""
    parts = tuple(map(damaged, run, wrong))
    verdict = ruled(Evidence(parts, NOW, a_measurement()))
    assert (verdict.ruling is KEPT) == (parts == run)


@given(runs, damages, st.data())
def test_removing_a_part_never_makes_a_verdict_kept(
    run: tuple[PartOutcome, ...], wrong: list[str], data: st.DataObject
) -> None:
    """A run from which any part was taken is never kept."""
    parts = list(map(damaged, run, wrong))
    parts.pop(data.draw(st.integers(0, len(parts) - 1)))
    assert ruled(Evidence(tuple(parts), NOW, a_measurement())).ruling is not KEPT


@given(runs, damages)
def test_kept_verdict_has_only_kept_suites_and_gates(
    run: tuple[PartOutcome, ...], wrong: list[str]
) -> None:
    """Nothing that is broken or not measured stands in a kept verdict, and the other way round."""
    verdict = ruled(Evidence(tuple(map(damaged, run, wrong)), NOW, a_measurement()))
    rulings = {suite.ruling for suite in verdict.suites}
    rulings |= {gate.ruling for gate in verdict.gates} | {why.ruling for why in verdict.reasons}
    assert (verdict.ruling is KEPT) == (rulings == {KEPT})
