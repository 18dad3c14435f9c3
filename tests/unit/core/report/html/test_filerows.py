"""The table of files."""

from __future__ import annotations

from layerproof.core.judge.values import GateResult, Ruling
from layerproof.core.measure.values import Counts
from layerproof.core.report.html.filerows import (
    FileRow,
    build_file_rows,
    order_files,
    path_targets,
)
from tests.support.verdicts import a_file, a_measurement, a_verdict, unmeasured_verdict

_MEASUREMENT = a_measurement(
    (
        a_file("src/a.py", None, range(1, 3), {"unit": (1,)}),
        a_file("src/b.py", "service", range(1, 21), {"unit": range(2, 21, 2)}),
        a_file("src/c.py", "schema", range(1, 5), {"unit": ()}),
        a_file("src/d.py", "service", (), {"unit": ()}),
        a_file(
            "src/e.py",
            "service",
            range(1, 41),
            {"unit": range(1, 29)},
            branches={5: (6, 9)},
            taken={"unit": ((5, 6),)},
        ),
    ),
    suites=("unit",),
    layers=("service", "schema"),
    unmeasured=("schema",),
    branch=True,
)


def test_order_files() -> None:
    """Files stand by layer in the config's order, those of none last, the most missing first."""
    assert [file.path for file in order_files(_MEASUREMENT)] == [
        "src/e.py",
        "src/b.py",
        "src/d.py",
        "src/c.py",
        "src/a.py",
    ]


def test_build_file_rows() -> None:
    """A row says what is covered, what is missing and where, and which floor was missed."""
    floor = GateResult("merged", "service", "each_file", 9_000, Counts(), Ruling.BROKEN, "src/e.py")
    met = GateResult("merged", "service", "each_file", 1_000, Counts(), Ruling.KEPT, "src/b.py")
    verdict = a_verdict(gates=(floor, met), measurement=_MEASUREMENT)
    rows = build_file_rows(verdict, order_files(_MEASUREMENT))
    assert rows[:2] == (
        FileRow(
            path="src/e.py",
            target="#file=src/e.py",
            layer="service",
            counted=True,
            counts=Counts(40, 12, 2, 1),
            percent="69.0\u00a0%",
            bar=69,
            partial=1,
            gaps="5->9, 29-40",
            more_gaps=0,
            below="90\u00a0%",
        ),
        FileRow(
            path="src/b.py",
            target="#file=src/b.py",
            layer="service",
            counted=True,
            counts=Counts(20, 10),
            percent="50.0\u00a0%",
            bar=50,
            partial=0,
            gaps="1, 3, 5, 7, 9, 11",
            more_gaps=4,
            below="",
        ),
    )
    assert [(row.layer, row.counted, row.percent, row.bar) for row in rows[2:]] == [
        ("service", True, "\u2013", 0),
        ("schema", False, "0.0\u00a0%", 0),
        ("", True, "50.0\u00a0%", 50),
    ]


def test_build_file_rows_without_a_measurement() -> None:
    """Where nothing could be counted there are no rows."""
    assert build_file_rows(unmeasured_verdict(), ()) == ()


def test_path_targets() -> None:
    """Every file can be linked to."""
    assert path_targets(_MEASUREMENT.files[:1]) == {"src/a.py": "#file=src/a.py"}
