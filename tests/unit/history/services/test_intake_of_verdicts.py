"""What Layerproof itself writes as ``report.json`` is taken in whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from layerproof.core.judge.values import Verdict
from layerproof.core.report.document import SCHEMA_VERSION, render_json
from layerproof.history.records.runs import CoverageCounts
from layerproof.history.schemas.report import KNOWN_SCHEMA_VERSIONS
from layerproof.history.services.intake import receive
from tests.support.verdicts import (
    broken_verdict,
    kept_verdict,
    partial_verdict,
    unmeasured_verdict,
)


def test_the_version_that_is_written_is_known() -> None:
    """The schema version of this Layerproof's reports is among those that its server reads."""
    assert SCHEMA_VERSION in KNOWN_SCHEMA_VERSIONS


@pytest.mark.parametrize(
    "make", [kept_verdict, broken_verdict, unmeasured_verdict, partial_verdict]
)
def test_a_verdict_is_taken_in(make: Callable[[], Verdict]) -> None:
    """A report of any ruling becomes a run with the same ruling, suites, gates and tests."""
    verdict = make()
    run = receive(render_json(verdict).encode())
    tests = sum(len(part.tests) for suite in verdict.suites for part in suite.parts)
    assert (run.facts.run_id, run.facts.ruling, run.facts.partial) == (
        verdict.provenance.run_id,
        verdict.ruling.value,
        verdict.partial,
    )
    assert [suite.name for suite in run.suites] == [suite.name for suite in verdict.suites]
    assert [gate.kind for gate in run.gates] == [gate.kind for gate in verdict.gates]
    assert [reason.code for reason in run.reasons] == [reason.code for reason in verdict.reasons]
    assert len(run.tests) == tests


def test_layers_keep_their_counts() -> None:
    """Each layer, and the whole source as the last, has the counts of the verdict."""
    verdict = kept_verdict()
    assert verdict.measurement is not None
    measured = [*verdict.measurement.layers, verdict.measurement.total]
    run = receive(render_json(verdict).encode())
    assert [(layer.name, layer.counts) for layer in run.layers] == [
        (
            layer.name,
            CoverageCounts(
                layer.counts.statements,
                layer.counts.missing,
                layer.counts.branches,
                layer.counts.missing_branches,
            ),
        )
        for layer in measured
    ]
