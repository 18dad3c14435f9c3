"""Gates held to counts, merged and suite by suite."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layerproof.core.config.values import Config, Gate, Layer
from layerproof.core.judge.evidence import Evidence, LayerFault, LayerFaultKind
from layerproof.core.judge.values import GateResult, Reason, Ruling
from layerproof.core.linedata.values import ExecutedLines, SourceLines, SuiteLines
from layerproof.core.measure.count import measure
from layerproof.core.measure.values import Counts
from layerproof.core.outcome.values import Status
from tests.support.evidence import (
    RAN,
    REPOSITORY,
    SERVICE,
    a_config,
    a_measurement,
    an_outcome,
    messages,
    outline,
    ruled,
    whole_run,
    with_suite,
    with_unit,
)

KEPT, BROKEN, NOT_MEASURED = Ruling.KEPT, Ruling.BROKEN, Ruling.NOT_MEASURED


def gated(
    service: Gate | None = None, total: Gate | None = None, unit: dict[str, Gate] | None = None
) -> Config:
    """Return a config whose only gates are the given ones."""
    layers = (
        Layer("repository", ("src/shop/**/repository.py",)),
        Layer("service", ("src/shop/services/**",), gate=service or Gate()),
    )
    config = a_config(layers=layers, gate=total or Gate())
    return with_suite(config, "unit", gates=unit or {})


def ran(config: Config, *, service: int, repository: int = 10) -> Evidence:
    """Return a whole run in which ``unit`` ran so many of the ten lines of each file."""
    lines = {SERVICE: range(1, service + 1), REPOSITORY: range(1, repository + 1)}
    return whole_run(measurement=a_measurement(config, {"unit": lines, "integration": {}}))


def test_every_gate_has_a_result() -> None:
    """Layers come first in the config's order, then the whole source, then each suite."""
    assert ruled(whole_run()).gates == (
        GateResult("merged", "repository", "fail_under", 9_000, Counts(10), KEPT),
        GateResult("merged", "service", "fail_under", 8_500, Counts(10), KEPT),
        GateResult("merged", "total", "fail_under", 8_000, Counts(20), KEPT),
        GateResult("unit", "service", "fail_under", 8_500, Counts(10), KEPT),
    )


@pytest.mark.parametrize(("threshold", "ruling"), [(9_000, KEPT), (9_001, BROKEN)])
def test_threshold_is_met_at_its_very_value(threshold: int, ruling: Ruling) -> None:
    """Nine of ten are 90 %: kept at 90, broken one hundredth above."""
    config = gated(Gate(fail_under=threshold))
    assert ruled(ran(config, service=9), config).ruling is ruling


def test_missed_layer_says_what_is_short() -> None:
    """A missed gate names the share, how much more must run, and the worst files."""
    config = gated(Gate(fail_under=8_500))
    verdict = ruled(ran(config, service=7), config)
    assert verdict.reasons == (
        Reason(
            BROKEN,
            "gate-missed",
            "layer service (all suites): 70.0 % (7 of 10 statements), needed 85 %; 2 more must "
            f"run; most is missing in {SERVICE} (3)",
            "test the lines that the report lists as missing",
            layer="service",
        ),
    )


def test_missed_total_breaks_the_verdict() -> None:
    """The gate of the whole source is held to all files together."""
    config = gated(total=Gate(fail_under=8_500))
    verdict = ruled(ran(config, service=7, repository=9), config)
    assert messages(verdict) == [
        (
            "whole source (all suites): 80.0 % (16 of 20 statements), needed 85 %; 1 more must "
            f"run; most is missing in {SERVICE} (3), {REPOSITORY} (1)"
        )
    ]


def test_gate_of_a_suite_looks_at_that_suite_alone() -> None:
    """What other suites ran does not help a suite's own gate."""
    config = gated(unit={"repository": Gate(fail_under=5_000)})
    verdict = ruled(whole_run(measurement=a_measurement(config)), config)
    assert outline(verdict) == (BROKEN, [("gate-missed", "unit")])
    assert verdict.gates == (
        GateResult("unit", "repository", "fail_under", 5_000, Counts(10, 8), BROKEN),
    )
    assert [(one.name, one.ruling) for one in verdict.suites] == [
        ("unit", BROKEN),
        ("integration", KEPT),
    ]


@pytest.mark.parametrize(("allowed", "ruling"), [(3, KEPT), (2, BROKEN)])
def test_number_of_missing_lines_is_held(allowed: int, ruling: Ruling) -> None:
    """A highest number of missing lines is met at its very value."""
    config = gated(Gate(max_missing=allowed))
    assert ruled(ran(config, service=7), config).ruling is ruling


def test_too_many_missing_lines_are_counted() -> None:
    """A missed highest number says how many are missing and how many more must run."""
    config = gated(Gate(max_missing=1))
    assert messages(ruled(ran(config, service=7), config)) == [
        (
            "layer service (all suites): 3 statements missing, at most 1 may be; 2 more must "
            f"run; most is missing in {SERVICE} (3)"
        )
    ]


def test_floor_for_each_file_names_the_file() -> None:
    """A file below the floor breaks the verdict although the whole is above."""
    config = gated(total=Gate(each_file=8_000))
    verdict = ruled(ran(config, service=7), config)
    assert verdict.gates == (
        GateResult("merged", "total", "each_file", 8_000, Counts(10, 3), BROKEN, SERVICE),
    )
    assert [(one.path, one.message) for one in verdict.reasons] == [
        (
            SERVICE,
            f"whole source (all suites): {SERVICE} has 70.0 % (7 of 10), each file needs 80 %",
        )
    ]


def test_floor_that_all_files_meet_shows_the_lowest() -> None:
    """Where every file meets the floor the result holds the one that comes closest to it."""
    config = gated(total=Gate(each_file=8_000))
    assert ruled(ran(config, service=8), config).gates == (
        GateResult("merged", "total", "each_file", 8_000, Counts(10, 2), KEPT, SERVICE),
    )


def test_many_files_below_the_floor_are_counted() -> None:
    """Ten files below the floor are reasons of their own, the others are one with their number."""
    config = replace(gated(total=Gate(each_file=1)), layers=())
    measured = measure(
        [SourceLines(f"src/shop/f{n:02}.py", frozenset({1})) for n in range(13)],
        {},
        [SuiteLines("unit", False, {}), SuiteLines("integration", False, {})],
        config,
    )
    verdict = ruled(whole_run(measurement=measured), config)
    assert (len(verdict.gates), len(verdict.reasons)) == (13, 11)
    assert verdict.reasons[-1].message == "3 more files of total miss the gate for each file"


def test_file_without_statements_is_held_to_nothing() -> None:
    """An empty file has no share, so no floor for each file fails or passes on it."""
    config = replace(gated(total=Gate(each_file=8_000)), layers=())
    executed = SuiteLines("unit", False, {SERVICE: ExecutedLines(frozenset({1}))})
    measured = measure(
        [SourceLines(SERVICE, frozenset({1})), SourceLines("src/shop/__init__.py", frozenset())],
        {},
        [executed, replace(executed, suite="integration")],
        config,
    )
    assert [result.path for result in ruled(whole_run(measurement=measured), config).gates] == [
        SERVICE
    ]


def test_missed_gate_without_all_data_is_not_measured() -> None:
    """A gate that is missed while a suite's lines are unknown is not measured, not broken."""
    config = gated(Gate(fail_under=8_500))
    evidence = replace(ran(config, service=7), outcomes=(an_outcome("unit"),))
    verdict = ruled(evidence, config)
    assert [result.ruling for result in verdict.gates] == [NOT_MEASURED]
    assert verdict.ruling is NOT_MEASURED


def test_met_gate_without_all_data_is_not_measured() -> None:
    """What was not measured is never a pass."""
    verdict = ruled(with_unit(status=Status.STARTED, exit_code=None))
    assert {result.ruling for result in verdict.gates} == {NOT_MEASURED}


def test_gate_of_a_whole_suite_holds_although_another_is_missing() -> None:
    """A suite's own gate needs the data of that suite alone."""
    config = gated(unit={"service": Gate(fail_under=8_500)})
    evidence = replace(ran(config, service=7), outcomes=(an_outcome("unit"),))
    assert ruled(evidence, config).ruling is BROKEN


def test_missing_untraced_suite_leaves_merged_gates_measured() -> None:
    """A suite that is not traced has no lines that a gate could lack."""
    config = with_suite(gated(Gate(fail_under=8_500)), "slow", coverage=False, declared=True)
    verdict = ruled(ran(config, service=7), config)
    assert outline(verdict) == (BROKEN, [("gate-missed", None), ("suite-did-not-run", "slow")])


def test_fault_of_a_layer_leaves_other_layers_measured() -> None:
    """A layer's fault takes its own gate and the whole source's out, and no other."""
    fault = LayerFault(LayerFaultKind.HIDDEN, ("repository",), REPOSITORY, "*/repository.py")
    verdict = ruled(whole_run(layer_faults=(fault,)))
    assert [(one.scope, one.layer, one.ruling) for one in verdict.gates] == [
        ("merged", "repository", NOT_MEASURED),
        ("merged", "service", KEPT),
        ("merged", "total", NOT_MEASURED),
        ("unit", "service", KEPT),
    ]


def test_gate_on_nothing_is_not_measured() -> None:
    """A gate on a layer without a single statement is no pass."""
    config = gated(Gate(fail_under=0))
    measured = measure(
        [SourceLines(SERVICE, frozenset()), SourceLines(REPOSITORY, frozenset({1}))],
        {SERVICE: "service", REPOSITORY: "repository"},
        [SuiteLines("unit", False, {}), SuiteLines("integration", False, {})],
        config,
    )
    verdict = ruled(whole_run(measurement=measured), config)
    assert outline(verdict) == (NOT_MEASURED, [("nothing-to-measure", None)])
    assert verdict.gates[0].ruling is NOT_MEASURED


def test_gate_on_an_unmeasured_layer_is_not_measured() -> None:
    """A suite's gate on a layer with ``measured = false`` has nothing that it could hold."""
    config = gated(unit={"service": Gate(fail_under=1)})
    layers = (config.layers[0], replace(config.layers[1], measured=False))
    config = replace(config, layers=layers)
    verdict = ruled(whole_run(measurement=a_measurement(config)), config)
    assert outline(verdict) == (NOT_MEASURED, [("nothing-to-measure", "unit")])


def test_unmeasured_layer_has_no_gate_of_its_own() -> None:
    """The gate of a layer with ``measured = false`` is not held."""
    layers = (Layer("service", ("x",), measured=False, gate=Gate(fail_under=10_000)),)
    config = replace(gated(), layers=layers)
    verdict = ruled(whole_run(measurement=a_measurement(config, RAN)), config)
    assert (verdict.ruling, verdict.gates) == (KEPT, ())
