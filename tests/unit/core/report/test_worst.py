"""The order in which files with missing lines are shown."""

from __future__ import annotations

from layerproof.core.judge.values import Ruling
from layerproof.core.report.worst import worst_files
from tests.support.verdicts import a_file, a_gate, a_measurement, a_verdict, unmeasured_verdict


def test_files_of_broken_layers_stand_first() -> None:
    """A small gap that breaks a gate stands before a large one that breaks none."""
    measurement = a_measurement(
        [
            a_file("a.py", "router", range(1, 101), {"unit": (1,)}),
            a_file("b.py", "service", range(1, 11), {"unit": range(1, 10)}),
            a_file("c.py", "service", range(1, 11), {"unit": range(1, 9)}),
            a_file("d.py", "service", range(1, 11), {"unit": range(1, 9)}),
            a_file("e.py", "service", range(1, 11), {"unit": range(1, 11)}),
            a_file("f.py", "schema", range(1, 11), {"unit": ()}),
        ],
        layers=("service", "router", "schema"),
        unmeasured=("schema",),
    )
    gates = (a_gate(measurement, "service", 9_500), a_gate(measurement, "router", 100))
    verdict = a_verdict(Ruling.BROKEN, gates=gates, measurement=measurement)
    assert [gate.ruling for gate in gates] == [Ruling.BROKEN, Ruling.KEPT]
    assert [file.path for file in worst_files(verdict)] == ["c.py", "d.py", "b.py", "a.py"]


def test_without_a_measurement_no_file_is_known() -> None:
    """Where nothing was counted there is nothing to list."""
    assert worst_files(unmeasured_verdict()) == []
