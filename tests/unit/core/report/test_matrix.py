"""The layer by suite matrix."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layerproof.core.judge.values import GateResult, Ruling
from layerproof.core.measure.values import Counts
from layerproof.core.report.matrix import (
    Cell,
    Matrix,
    Row,
    build_matrix,
    gate_text,
    worst_ruling,
)
from tests.support.verdicts import (
    a_file,
    a_gate,
    a_measurement,
    a_verdict,
    broken_verdict,
    unmeasured_verdict,
)


def test_layers_are_rows_and_suites_are_cells() -> None:
    """Each gate's ruling stands at its own scope: in the suite's cell or in the row."""
    broken, kept = Ruling.BROKEN, Ruling.KEPT
    assert build_matrix(broken_verdict()) == Matrix(
        ("unit", "integration", "api"),
        (
            Row(
                "repository",
                (Cell("25.0"), Cell("100.0", kept), Cell("60.0")),
                Cell("100.0", kept),
                "90 %",
                kept,
                measured=True,
            ),
            Row(
                "service",
                (Cell("75.0", broken), Cell("15.3"), Cell("30.7")),
                Cell("78.8", broken),
                "85 %",
                broken,
                measured=True,
            ),
            Row(
                "router",
                (Cell("0.0"), Cell("16.6"), Cell("91.6")),
                Cell("91.6", kept),
                "80 %",
                kept,
                measured=True,
            ),
            Row(
                "total",
                (Cell("46.8"), Cell("32.9"), Cell("52.1")),
                Cell("87.2", kept),
                "80 %",
                kept,
                measured=True,
            ),
        ),
    )


def test_without_a_measurement_there_are_no_rows() -> None:
    """Where nothing was counted, the matrix is empty."""
    assert build_matrix(unmeasured_verdict()) == Matrix((), ())


def test_a_share_just_under_its_gate_is_not_shown_at_it() -> None:
    """8,499 of 10,000 lines under a gate of 85 % are not shown as 85.0."""
    file = a_file(statements=range(1, 10_001), ran={"unit": range(1, 8_500)})
    measurement = a_measurement([file], suites=("unit",), layers=("service",))
    gates = (a_gate(measurement, "service", 8_500),)
    matrix = build_matrix(a_verdict(Ruling.BROKEN, suites=(), gates=gates, measurement=measurement))
    assert matrix.rows[0].merged == Cell("84.9", Ruling.BROKEN)


def test_a_share_just_over_its_gate_is_not_shown_under_it() -> None:
    """8,496 of 10,000 lines keep a gate of 84.95 % and are shown with the digits that say so."""
    file = a_file(statements=range(1, 10_001), ran={"unit": range(1, 8_497)})
    measurement = a_measurement([file], suites=("unit",), layers=("service",))
    gates = (a_gate(measurement, "service", 8_495),)
    matrix = build_matrix(a_verdict(gates=gates, measurement=measurement))
    assert matrix.rows[0].merged == Cell("84.96", Ruling.KEPT)


def test_a_suites_gate_rules_its_cell_and_its_layer() -> None:
    """A gate of one suite rules its cell and the layer, and gives the merged figure nothing."""
    measurement = a_measurement([a_file(ran={"unit": ()})], suites=("unit",), layers=("service",))
    gates = (a_gate(measurement, "service", 8_000, scope="unit"),)
    matrix = build_matrix(a_verdict(Ruling.BROKEN, gates=gates, measurement=measurement))
    cell = Cell("0.0", Ruling.BROKEN)
    assert matrix.rows[0] == Row("service", (cell,), Cell("0.0"), "", Ruling.BROKEN, measured=True)


def test_every_gate_of_a_layer_is_named_once() -> None:
    """A floor for each file has many results and is told once."""
    file = a_file(ran={"unit": range(1, 10)})
    measurement = a_measurement([file], suites=("unit",), layers=("service",))
    each = replace(a_gate(measurement, "service", 8_000), kind="each_file", path="a.py")
    gates = (
        a_gate(measurement, "service", 8_550),
        each,
        replace(each, path="b.py", ruling=Ruling.BROKEN),
        a_gate(measurement, "service", 3, kind="max_missing"),
    )
    row = build_matrix(a_verdict(gates=gates, measurement=measurement)).rows[0]
    assert (row.gates, row.ruling) == (
        "85.5 %, each file 80 %, at most 3 missing",
        Ruling.BROKEN,
    )


@pytest.mark.parametrize(
    ("kind", "threshold", "text"),
    [
        ("fail_under", 9_000, "90 %"),
        ("each_file", 8_050, "each file 80.5 %"),
        ("max_missing", 12, "at most 12 missing"),
    ],
)
def test_gates_say_what_they_ask_for(kind: str, threshold: int, text: str) -> None:
    """Each kind of gate has its own words."""
    assert gate_text(GateResult("merged", "a", kind, threshold, Counts(), Ruling.KEPT)) == text


def test_the_worst_ruling_wins() -> None:
    """Broken outweighs not measured, which outweighs kept."""
    rulings = [Ruling.KEPT, Ruling.NOT_MEASURED, Ruling.BROKEN]
    assert [worst_ruling(rulings[:n]) for n in range(4)] == [None, *rulings]
