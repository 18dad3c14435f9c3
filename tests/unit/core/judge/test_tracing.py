"""Whether every line that a part ran was counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from layerproof.core.config.values import CoverageChoices
from layerproof.core.judge.evidence import DataFault
from layerproof.core.judge.values import Ruling
from layerproof.core.outcome.values import CoverageFacts, Result
from tests.support.evidence import (
    RAN,
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


def facts(**changes: Any) -> CoverageFacts:
    """Return the facts of a traced part, changed."""
    traced = an_outcome().coverage
    assert traced is not None
    return replace(traced, **changes)


@pytest.mark.parametrize("coverage", [None, facts(data="")])
def test_missing_data_is_said_once(coverage: CoverageFacts | None) -> None:
    """A part that left no data is not named a second time because nothing of it was counted."""
    measurement = a_measurement(ran={"integration": RAN["integration"]})
    evidence = replace(with_unit(coverage=coverage), measurement=measurement)
    codes = [code for code, _ in outline(ruled(evidence))[1]]
    assert codes == ["data-missing"]


@pytest.mark.parametrize("coverage", [None, facts(data="")])
def test_missing_data_is_not_measured(coverage: CoverageFacts | None) -> None:
    """A traced suite that ran tests and left no data is not measured."""
    verdict = ruled(with_unit(coverage=coverage))
    assert outline(verdict) == (NOT_MEASURED, [("data-missing", "unit")])


@pytest.mark.parametrize(("processes", "traced"), [(0, 0), (4, 3)])
def test_unproven_tracing_is_not_measured(processes: int, traced: int) -> None:
    """Every process that ran tests must have proved its tracing, and there must be one."""
    verdict = ruled(with_unit(coverage=facts(processes=processes, traced=traced)))
    assert outline(verdict) == (NOT_MEASURED, [("trace-unproven", "unit")])


@pytest.mark.parametrize("version", ["7.17.2", "7.9", "6.99.99", "", "unknown"])
def test_too_old_coverage_is_not_measured(version: str) -> None:
    """Data of a coverage.py older than the floor, or of an unknown one, is not measured."""
    verdict = ruled(with_unit(coverage=facts(version=version)))
    assert outline(verdict) == (NOT_MEASURED, [("coverage-too-old", "unit")])


@pytest.mark.parametrize("version", ["7.17.3", "7.18", "7.100.0", "8.0"])
def test_newer_coverage_is_kept(version: str) -> None:
    """Versions are compared as numbers."""
    assert outline(ruled(with_unit(coverage=facts(version=version)))) == (Ruling.KEPT, [])


def test_mix_of_lines_and_branches_is_not_measured() -> None:
    """A suite that measured something else than the config asks for is not measured."""
    verdict = ruled(with_unit(coverage=facts(branch=True)))
    assert outline(verdict) == (NOT_MEASURED, [("branch-mixed", "unit")])
    assert messages(verdict) == [
        "unit measured lines and branches, but the config asks for lines alone"
    ]


def test_lines_alone_are_not_measured_where_branches_are_asked_for() -> None:
    """All suites agreeing on lines is no help when the config asks for branches."""
    verdict = ruled(whole_run(), a_config(coverage=CoverageChoices(branch=True)))
    assert outline(verdict) == (
        NOT_MEASURED,
        [("branch-mixed", "unit"), ("branch-mixed", "integration")],
    )


def test_untraced_suite_needs_no_data() -> None:
    """A suite with ``coverage = false`` is kept without data."""
    config = with_suite(a_config(), "integration", coverage=False)
    config = replace(config, layers=(config.layers[1],), gate=replace(config.gate, fail_under=50))
    evidence = whole_run(
        outcomes=(an_outcome("unit"), an_outcome("integration", coverage=None)),
        measurement=a_measurement(config, {"unit": RAN["unit"]}),
    )
    assert outline(ruled(evidence, config)) == (Ruling.KEPT, [])


def test_data_that_was_not_counted_is_not_measured() -> None:
    """A traced suite that ran tests must be among the suites of the measurement."""
    verdict = ruled(whole_run(measurement=a_measurement(ran={"unit": RAN["unit"]})))
    assert outline(verdict) == (NOT_MEASURED, [("data-missing", "integration")])


def test_data_of_an_untraced_suite_need_not_be_counted() -> None:
    """A suite with ``coverage = false`` may have been traced all the same."""
    config = with_suite(a_config(), "slow", coverage=False)
    evidence = whole_run(outcomes=(*whole_run().outcomes, an_outcome("slow")))
    assert outline(ruled(evidence, config)) == (Ruling.KEPT, [])


def test_skipped_suite_need_not_be_counted() -> None:
    """A suite whose tests were all skipped lacks no data besides."""
    skipped = tuple(replace(test, result=Result.SKIPPED) for test in an_outcome().tests)
    evidence = whole_run(outcomes=(*whole_run().outcomes, an_outcome("slow", tests=skipped)))
    assert outline(ruled(evidence)) == (NOT_MEASURED, [("all-skipped", "slow")])


def test_data_with_a_fault_is_said_once() -> None:
    """Data that could not be read is not named a second time because it was not counted."""
    measurement = a_measurement(ran={"integration": RAN["integration"]})
    fault = DataFault("unit", "is cut off")
    verdict = ruled(whole_run(measurement=measurement, data_faults=(fault,)))
    assert outline(verdict) == (NOT_MEASURED, [("data-corrupt", "unit")])
