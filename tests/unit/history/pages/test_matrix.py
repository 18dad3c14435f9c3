"""Layers and suites as a table, with each gate in the field that it holds."""

from __future__ import annotations

from layerproof.history.pages.matrix import Cell, GateLine, Matrix, OtherGate, Row, build_matrix
from layerproof.history.records.runs import RunDetail
from tests.factories.history_records import a_detail, a_stored_run

_SPACE = "\u00a0"


def test_a_run_as_a_table() -> None:
    """Fields have shares, counts and gates; gates of fields that are not there are listed."""
    missed = GateLine("broken", f"at least 95{_SPACE}%")
    many = GateLine("not measured", f"at most 1{_SPACE}uncovered line, has 50 in service")
    each = GateLine("broken", f"each file at least 80{_SPACE}% in service: 50.0{_SPACE}%")
    none = Cell("\u2013", "not counted", [])
    assert build_matrix(a_detail()) == Matrix(
        suites=["service"],
        rows=[
            Row(
                "service",
                3,
                False,
                [
                    Cell(f"90.0{_SPACE}%", "90 of 100", [missed], "broken"),
                    Cell(f"50.0{_SPACE}%", "50 of 100", [many], "not measured"),
                ],
            ),
            Row("model", 1, False, [none, none]),
            Row(
                "Whole source",
                4,
                True,
                [
                    Cell(f"99.9{_SPACE}%", "9,999 of 10,000", []),
                    Cell(f"0.01{_SPACE}%", "1 of 10,000", []),
                ],
            ),
        ],
        others=[OtherGate("service, gone", each)],
    )


def test_a_run_that_counted_nothing_has_no_rows() -> None:
    """Without layers there is no table."""
    assert build_matrix(RunDetail(a_stored_run(), (), (), (), (), None, ())) == Matrix([], [], [])
