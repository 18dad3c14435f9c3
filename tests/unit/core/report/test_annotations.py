"""GitHub workflow commands."""

from __future__ import annotations

from collections import Counter

import pytest

from layerproof.core.judge.values import Reason, Ruling
from layerproof.core.report.annotations import render_annotations
from tests.support.verdicts import (
    a_file,
    a_gate,
    a_measurement,
    a_verdict,
    broken_verdict,
    kept_verdict,
    partial_verdict,
)


def test_kept_has_nothing_to_say() -> None:
    """A kept verdict without notes annotates nothing, though some lines are missing."""
    assert render_annotations(kept_verdict()) == ""


def test_broken() -> None:
    """Reasons are errors, missing lines of broken layers are warnings, notes are notices."""
    assert (
        render_annotations(broken_verdict())
        == """\
::error file=tests/api/test_orders.py,line=44,title=layerproof%3A broken (test-failed)::tests/api/test_orders.py::test_create failed: assert 500 == 201%0Arun `nox -s api` to see it again
::error title=layerproof%3A broken (gate-missed)::layer service (all suites): 78.84 %25, needed 85 %25%0Acover the lines that are listed as missing
::error title=layerproof%3A broken (gate-missed)::layer service (suite unit): 75.00 %25, needed 85 %25%0Acover the lines that are listed as missing
::warning file=src/shop/services/orders.py,line=14,endLine=18,title=layerproof%3A not covered::lines 14 to 18 of layer service: no suite ran this
::warning file=src/shop/services/orders.py,line=33,title=layerproof%3A not covered::line 33 of layer service: no suite ran this
::warning file=src/shop/services/prices.py,line=5,endLine=8,title=layerproof%3A not covered::lines 5 to 8 of layer service: no suite ran this
::notice title=layerproof::tests/unit: 1 test took longer than 100 ms
"""  # noqa: E501 - whole output, line by line
    )


def test_partial_numbers_are_no_errors() -> None:
    """Where no verdict was asked for, reasons are warnings."""
    assert (
        render_annotations(partial_verdict())
        == "::warning title=layerproof%3A not measured (suite-absent)::suite api did not run%0A"
        "run `nox -s api`\n"
    )


def test_a_broken_total_shows_files_of_no_layer() -> None:
    """Where the whole source is under its gate, every missing line counts."""
    file = a_file("src/shop/main.py", None, range(1, 3), {"unit": (1,)})
    measurement = a_measurement([file], suites=("unit",), layers=())
    gates = (a_gate(measurement, "total", 8_000),)
    assert (
        render_annotations(a_verdict(Ruling.BROKEN, gates=gates, measurement=measurement))
        == "::warning file=src/shop/main.py,line=2,title=layerproof%3A not covered::"
        "line 2: no suite ran this\n"
    )


@pytest.mark.parametrize(
    ("number", "last"), [(10, "test_9 failed"), (11, "2 more"), (50, "41 more")]
)
def test_at_most_ten_of_a_level(number: int, last: str) -> None:
    """Of more than ten the tenth says how many more there are, since GitHub drops the rest."""
    reasons = tuple(Reason(Ruling.BROKEN, "test-failed", f"test_{n} failed") for n in range(number))
    verdict = a_verdict(Ruling.BROKEN, reasons=reasons, notes=("a", "b"))
    lines = render_annotations(verdict).splitlines()
    assert Counter(line.split()[0] for line in lines) == {"::error": 10, "::notice": 2}
    assert lines[9].rpartition("::")[2].startswith(last)


def test_properties_and_data_are_escaped() -> None:
    """Per cent, line ends, colons and commas cannot end a property or a command."""
    reason = Reason(Ruling.BROKEN, "x", "100%\r\n::error::b", path="a,b:c%\n.py", line=1)
    assert (
        render_annotations(a_verdict(Ruling.BROKEN, reasons=(reason,)))
        == "::error file=a%2Cb%3Ac%25\\n.py,line=1,title=layerproof%3A broken (x)::"
        "100%25%0A::error::b\n"
    )
