"""Which suites are in force, and what is wrong with a run as a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from layerproof.core.config.values import Gate, Suite
from layerproof.core.judge.evidence import (
    DataFault,
    DataFaultKind,
    LayerFault,
    LayerFaultKind,
)
from layerproof.core.judge.values import Ruling
from layerproof.core.measure.count import measure
from layerproof.core.outcome.values import Status
from tests.support.evidence import (
    RAN,
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

NOT_MEASURED = Ruling.NOT_MEASURED


def test_declared_suite_that_did_not_run_is_not_measured() -> None:
    """A suite that the table names must have run; the census says how many tests it has."""
    verdict = ruled(whole_run(outcomes=(an_outcome("unit"),), measurement=None))
    assert outline(verdict) == (NOT_MEASURED, [("suite-did-not-run", "integration")])
    assert messages(verdict) == ["suite integration did not run, though 2 tests of it exist"]


def test_ready_suite_without_tests_is_absent() -> None:
    """A suite that nobody declared and that has no test is not spoken of."""
    assert [suite.name for suite in ruled(whole_run()).suites] == ["unit", "integration"]


def test_ready_suite_that_found_nothing_is_absent() -> None:
    """A suite that nobody declared is absent even when its session ran and found no test."""
    nothing = an_outcome("slow", selected=0, assigned=0, tests=(), exit_code=5, coverage=None)
    verdict = ruled(whole_run(outcomes=(*whole_run().outcomes, nothing)))
    assert outline(verdict) == (Ruling.KEPT, [])
    assert [suite.name for suite in verdict.suites] == ["unit", "integration"]


def test_ready_suite_that_was_killed_counts() -> None:
    """Nobody knows whether a killed suite had tests, so it is not measured."""
    killed = an_outcome("slow", status=Status.STARTED, selected=0, tests=(), exit_code=None)
    verdict = ruled(whole_run(outcomes=(*whole_run().outcomes, killed)))
    assert outline(verdict) == (NOT_MEASURED, [("suite-killed", "slow")])


def test_suite_in_the_census_must_run() -> None:
    """Tests of a suite that did not run are known from the other suites' census."""
    verdict = ruled(with_unit(census={"unit": 2, "slow": 3}))
    assert outline(verdict) == (NOT_MEASURED, [("census-suite-not-run", "slow")])
    assert messages(verdict) == ["suite slow did not run, though 3 tests of it exist"]


def test_gated_suite_must_run() -> None:
    """A suite with a gate is in force although nobody declared it."""
    config = with_suite(a_config(), "slow", gates={"service": Gate(fail_under=1)})
    assert outline(ruled(whole_run(), config)) == (NOT_MEASURED, [("suite-did-not-run", "slow")])


def test_missing_optional_suite_is_a_note() -> None:
    """A suite that is not required may be missing."""
    config = with_suite(a_config(), "slow", declared=True, required=False)
    verdict = ruled(whole_run(), config)
    assert outline(verdict) == (Ruling.KEPT, [])
    assert verdict.notes == ("suite slow did not run (it is not required)",)
    assert [(one.name, one.ruling) for one in verdict.suites] == [
        ("unit", Ruling.KEPT),
        ("integration", Ruling.KEPT),
        ("slow", NOT_MEASURED),
    ]


def test_killed_optional_suite_is_not_measured() -> None:
    """A suite that is not required must still be whole once it ran: its lines count."""
    config = with_suite(a_config(), "slow", declared=True, required=False)
    killed = an_outcome("slow", status=Status.STARTED, exit_code=None)
    verdict = ruled(whole_run(outcomes=(*whole_run().outcomes, killed)), config)
    assert outline(verdict) == (NOT_MEASURED, [("suite-killed", "slow")])


def test_run_without_suites_is_not_measured() -> None:
    """Where nothing is declared and nothing ran, nothing is kept."""
    config = replace(a_config(), suites=(Suite("unit", "unit"),))
    verdict = ruled(whole_run(outcomes=(), measurement=None), config)
    assert outline(verdict) == (NOT_MEASURED, [("no-suite", None)])


def test_run_without_traced_suite_is_not_measured() -> None:
    """Where no suite is traced nothing was measured, whatever passed."""
    config = replace(a_config(), suites=(Suite("unit", "unit", coverage=False, declared=True),))
    unit = an_outcome("unit", coverage=None, census={"unit": 2})
    verdict = ruled(whole_run(outcomes=(unit,), measurement=a_measurement(ran={})), config)
    assert outline(verdict) == (NOT_MEASURED, [("no-traced-suite", None)])


def test_tests_of_no_suite_are_named() -> None:
    """Tests that no suite selects are named once, ten at most, and counted."""
    orphans = tuple(f"tests/misc.py::test_{number}" for number in range(12))
    verdict = ruled(with_unit(orphans=orphans))
    assert outline(verdict) == (NOT_MEASURED, [("orphan-tests", None)])
    assert messages(verdict) == [f"no suite selects 12 tests: {', '.join(orphans[:10])} and 2 more"]


def test_records_of_an_unknown_suite_are_not_measured() -> None:
    """What a suite left that the config does not have is named."""
    verdict = ruled(whole_run(outcomes=(*whole_run().outcomes, an_outcome("smoke"))))
    assert outline(verdict) == (NOT_MEASURED, [("suite-unknown", None)])


def test_data_without_an_outcome_is_not_measured() -> None:
    """Lines of a suite count only when its outcome says how it ran."""
    verdict = ruled(whole_run(measurement=a_measurement(ran={**RAN, "slow": {SERVICE: [1]}})))
    assert outline(verdict) == (NOT_MEASURED, [("data-stray", None)])


def test_corrupt_data_of_a_part_belongs_to_its_suite() -> None:
    """A fault of recorded data is a reason of the suite whose part it names."""
    fault = DataFault("unit.2of3", "the file ends too early")
    verdict = ruled(whole_run(data_faults=(fault,)))
    assert outline(verdict) == (NOT_MEASURED, [("data-corrupt", "unit")])
    assert messages(verdict) == ["unit.2of3: the file ends too early"]


def test_corrupt_data_of_nobody_is_a_reason_too() -> None:
    """A fault of data that belongs to no suite in force is not lost."""
    fault = DataFault("unittest", "is not ours", DataFaultKind.MIXED)
    verdict = ruled(whole_run(data_faults=(fault,)))
    assert outline(verdict) == (NOT_MEASURED, [("branch-mixed", None)])


def test_faults_of_layers_are_named_with_their_files() -> None:
    """Empty, overlapping and hidden layers are reasons; files of one kind stand together."""
    overlap, both = LayerFaultKind.OVERLAP, ("service", "repository")
    faults = (
        LayerFault(LayerFaultKind.EMPTY, ("service",), detail="src/shp/**"),
        LayerFault(overlap, both, "src/shop/a.py"),
        LayerFault(overlap, both, "src/shop/b.py"),
        LayerFault(LayerFaultKind.HIDDEN, ("service",), SERVICE, "*/orders.py"),
    )
    verdict = ruled(whole_run(layer_faults=faults))
    assert [(one.code, one.layer, one.path) for one in verdict.reasons] == [
        ("layer-empty", "service", None),
        ("layer-overlap", "service", None),
        ("layer-hidden", "service", SERVICE),
    ]
    assert messages(verdict) == [
        "layer service: no source file matches src/shp/**",
        "layers service and repository both claim src/shop/a.py, src/shop/b.py",
        f"layer service: coverage's `omit` pattern */orders.py hides {SERVICE}",
    ]


def test_layer_without_files_is_found_in_the_counts() -> None:
    """A layer that got no file is not measured even when nobody reported it."""
    config = a_config()
    empty = replace(config, layers=(*config.layers, replace(config.layers[0], name="router")))
    verdict = ruled(whole_run(measurement=a_measurement(empty)), config)
    assert ("layer-empty", None) in outline(verdict)[1]


def test_source_without_statements_is_not_measured() -> None:
    """Nothing of nothing is no pass."""
    config = a_config(layers=(), gate=Gate())
    config = with_suite(config, "unit", gates={})
    nothing = replace(measure([], {}, [], config), suites=("unit", "integration"))
    verdict = ruled(whole_run(measurement=nothing), config)
    assert outline(verdict) == (NOT_MEASURED, [("nothing-to-measure", None)])


def test_mistyped_source_folder_is_named() -> None:
    """An entry of ``source`` without any file is named, though the other entries are covered."""
    config = replace(a_config(), source=("src/shop", "src/shp", SERVICE, "src/main.py"))
    verdict = ruled(whole_run(), config)
    assert outline(verdict) == (NOT_MEASURED, [("source-empty", None)])
    assert messages(verdict) == [
        "`source` names src/shp, src/main.py, where there is no Python file to measure"
    ]


def test_empty_layer_is_said_once() -> None:
    """A layer without files that was reported is not found a second time in the counts."""
    config = a_config()
    empty = replace(config, layers=(*config.layers, replace(config.layers[0], name="router")))
    fault = LayerFault(LayerFaultKind.EMPTY, ("router",), detail="src/rooters/**")
    evidence = whole_run(measurement=a_measurement(empty), layer_faults=(fault,))
    assert messages(ruled(evidence, config)) == [
        "layer router: no source file matches src/rooters/**"
    ]


def test_census_of_nothing_asks_for_nothing() -> None:
    """A suite of which there are no tests is not asked for, known or not."""
    verdict = ruled(with_unit(census={"unit": 2, "slow": 0, "smoke": 0}))
    assert outline(verdict) == (Ruling.KEPT, [])


def test_census_of_an_unknown_suite_is_not_measured() -> None:
    """Tests of a suite that the config does not have are named."""
    verdict = ruled(with_unit(census={"unit": 2, "smoke": 1}))
    assert outline(verdict) == (NOT_MEASURED, [("suite-unknown", None)])


@pytest.mark.parametrize("changes", [{"narrowed": ("-k x",)}, {"faults": ("worker died",)}])
def test_ready_suite_that_ran_counts(changes: dict[str, Any]) -> None:
    """A suite that nobody declared and no census knows counts as soon as it has run."""
    ran = an_outcome("slow", census={}, **changes)
    verdict = ruled(whole_run(outcomes=(*whole_run().outcomes, ran)))
    assert [suite.name for suite in verdict.suites] == ["unit", "integration", "slow"]
    assert verdict.ruling is NOT_MEASURED


def test_ready_suite_that_broke_counts() -> None:
    """A suite that could not collect may have had tests."""
    broken = an_outcome("slow", selected=0, assigned=0, tests=(), faults=("SyntaxError",))
    verdict = ruled(whole_run(outcomes=(*whole_run().outcomes, broken)))
    assert outline(verdict) == (NOT_MEASURED, [("run-failed", "slow")])


def test_fault_may_name_the_suite_itself() -> None:
    """A fault of data that names no part is the suite's."""
    verdict = ruled(whole_run(data_faults=(DataFault("unit", "is not ours"),)))
    assert outline(verdict) == (NOT_MEASURED, [("data-corrupt", "unit")])


def test_notes_of_a_part_are_passed_on_with_its_name() -> None:
    """What a run noted of itself stands in the verdict's notes and changes nothing."""
    verdict = ruled(with_unit(notes=("left after test_a.py: items",)))
    assert verdict.notes == ("unit: left after test_a.py: items",)
    assert verdict.ruling is Ruling.KEPT


def test_notes_of_the_evidence_are_passed_on() -> None:
    """What is worth reading and changes nothing stands in the verdict's notes."""
    verdict = ruled(whole_run(notes=("omit hides nothing",)))
    assert (verdict.ruling, verdict.notes) == (Ruling.KEPT, ("omit hides nothing",))
