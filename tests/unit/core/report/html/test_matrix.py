"""The layer by suite matrix."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layerproof.core.judge.values import GateResult, Ruling
from layerproof.core.measure.values import Counts
from layerproof.core.outcome.values import PartOutcome, Status
from layerproof.core.report.html.matrix import (
    Cell,
    GateLine,
    Matrix,
    Row,
    build_matrix,
    gate_lines,
)
from tests.support.verdicts import (
    a_file,
    a_gate,
    a_measurement,
    a_part,
    a_suite,
    a_verdict,
    unmeasured_verdict,
)

_MEASUREMENT = a_measurement(
    (
        a_file("src/a.py", "service", range(1, 11), {"unit": range(1, 8), "api": (9, 10)}),
        a_file("src/b.py", "schema", range(1, 5), {"unit": (), "api": ()}),
    ),
    suites=("unit", "api"),
    layers=("service", "schema", "router"),
    unmeasured=("schema",),
)


def _not_counted() -> Cell:
    return Cell("\u2013", "not counted", None)


def _empty() -> Cell:
    return Cell("\u2013", "nothing to cover", None)


def test_build_matrix() -> None:
    """Every layer has its row, every suite its column, and each gate its field."""
    verdict = a_verdict(
        gates=(
            a_gate(_MEASUREMENT, "service", 8_000, scope="unit"),
            a_gate(_MEASUREMENT, "service", 9_000),
            a_gate(_MEASUREMENT, "total", 8_000),
        ),
        measurement=_MEASUREMENT,
    )
    unit_gate = (GateLine("at least 80\u00a0%", Ruling.BROKEN),)
    unit = Cell("70.0\u00a0%", "7 of 10", 7)
    api = Cell("20.0\u00a0%", "2 of 10", 2)
    merged = Cell("90.0\u00a0%", "9 of 10", 9, (GateLine("at least 90\u00a0%", Ruling.KEPT),))
    total = replace(merged, gates=(GateLine("at least 80\u00a0%", Ruling.KEPT),))
    nothing, empty = _not_counted(), _empty()
    assert build_matrix(verdict) == Matrix(
        ("unit", "api"),
        (
            Row(
                "service",
                False,
                True,
                1,
                (replace(unit, gates=unit_gate), api),
                merged,
                Ruling.BROKEN,
            ),
            Row("schema", False, False, 1, (nothing, nothing), nothing, None),
            Row("router", False, True, 0, (empty, empty), empty, None),
            Row("total", True, True, 1, (unit, api), total, Ruling.KEPT),
        ),
    )


def test_build_matrix_without_a_measurement() -> None:
    """Where nothing could be counted there is no matrix, rather than one of zeros."""
    assert build_matrix(unmeasured_verdict()) is None


@pytest.mark.parametrize("parts", [(), (replace(a_part("slow"), coverage=None),)])
def test_a_suite_that_was_not_measured_keeps_its_column(parts: tuple[PartOutcome, ...]) -> None:
    """A suite that did not run, or was killed, has a column of question marks."""
    killed = tuple(replace(part, status=Status.STARTED) for part in parts)
    verdict = a_verdict(
        Ruling.NOT_MEASURED,
        suites=(a_suite("slow", Ruling.NOT_MEASURED, *killed, expected=1),),
        measurement=_MEASUREMENT,
    )
    matrix = build_matrix(verdict)
    assert matrix is not None
    assert matrix.suites == ("unit", "api", "slow")
    assert matrix.rows[0].cells[2] == Cell("?", "not measured", None)


def test_a_suite_that_is_not_traced_has_no_column() -> None:
    """A suite that finished without coverage, by choice, covers nothing and has no column."""
    part = replace(a_part("performance"), coverage=None)
    verdict = a_verdict(
        suites=(a_suite("performance", Ruling.NOT_MEASURED, part),), measurement=_MEASUREMENT
    )
    matrix = build_matrix(verdict)
    assert matrix is not None
    assert matrix.suites == ("unit", "api")


def test_a_share_never_seems_to_reach_a_threshold_that_it_missed() -> None:
    """84.999 % under a threshold of 85 % reads 84.9 %, and full colour is for all alone."""
    counts = Counts(statements=100_000, missing=15_001)
    layer = replace(_MEASUREMENT.layers[0], counts=counts)
    measurement = replace(_MEASUREMENT, layers=(layer,))
    gate = a_gate(measurement, "service", 8_500)
    matrix = build_matrix(a_verdict(gates=(gate,), measurement=measurement))
    assert matrix is not None
    assert matrix.rows[0].merged == Cell(
        "84.9\u00a0%", "84,999 of 100,000", 8, (GateLine("at least 85\u00a0%", Ruling.BROKEN),)
    )


def test_gate_lines() -> None:
    """Gates read as words; those of single files become one line that counts the misses."""

    def gate(kind: str, threshold: int, ruling: Ruling, path: str | None = None) -> GateResult:
        return GateResult("merged", "service", kind, threshold, Counts(), ruling, path)

    gates = [
        gate("each_file", 7_000, Ruling.KEPT, "a.py"),
        gate("each_file", 7_000, Ruling.BROKEN, "b.py"),
        gate("max_missing", 12, Ruling.KEPT),
        gate("fail_under", 8_500, Ruling.NOT_MEASURED),
    ]
    assert gate_lines(gates) == (
        GateLine("at least 85\u00a0%", Ruling.NOT_MEASURED),
        GateLine("at most 12 missing", Ruling.KEPT),
        GateLine("each file at least 70\u00a0% (1 below)", Ruling.BROKEN),
    )
