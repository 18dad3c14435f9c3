"""What one suite's run ends with."""

from __future__ import annotations

from dataclasses import replace

from layerproof.core.judge.values import Reason, Ruling
from layerproof.core.report.suite_end import (
    render_narrowed,
    render_suite_end,
    render_suite_gate,
)
from tests.support.verdicts import (
    a_gate,
    a_measurement,
    a_part,
    a_suite,
    a_test,
    a_verdict,
    shop_files,
)

SLOW = a_part(tests=tuple(a_test(f"t.py::test_{n}", seconds=n / 10) for n in range(9)))


def test_tests_and_seconds() -> None:
    """Without a budget there is one line for the suite."""
    assert render_suite_end([a_part()], colour=False) == "unit: 1 passed in 1.42 s\n"


def test_tests_over_the_budget_are_listed() -> None:
    """The slowest stand first, the others are counted; a test at the budget is within it."""
    assert (
        render_suite_end([SLOW], colour=False, budget_ms=100)
        == """\
unit: 9 passed in 1.42 s
  7 tests over the budget of 100 ms:
       800 ms  t.py::test_8
       700 ms  t.py::test_7
       600 ms  t.py::test_6
       500 ms  t.py::test_5
       400 ms  t.py::test_4
  and 2 more
"""
    )


def test_nothing_recorded_is_nothing_said() -> None:
    """Without parts there is no line."""
    assert render_suite_end([], colour=False, budget_ms=100) == ""


def test_a_suites_gates_are_told_with_its_ruling_last() -> None:
    """Each gate says what was asked and what was found."""
    measurement = a_measurement(shop_files(gaps=True))
    each = replace(
        a_gate(measurement, "service", 8_000, scope="unit"),
        kind="each_file",
        path="src/shop/services/prices.py",
    )
    verdict = a_verdict(
        Ruling.BROKEN,
        reasons=(Reason(Ruling.BROKEN, "gate-missed", "layer service: 79.1 %", "cover more"),),
        suites=(a_suite("unit", Ruling.BROKEN, a_part()),),
        gates=(
            a_gate(measurement, "service", 8_500, scope="unit"),
            a_gate(measurement, "repository", 20, scope="unit", kind="max_missing"),
            each,
        ),
        measurement=measurement,
    )
    assert (
        render_suite_gate(verdict, colour=False, ascii=True)
        == """\
unit: 1 passed in 1.42 s
  ! service: 79.1 % (gate: 85 %)
  + repository: 15 missing (gate: at most 20 missing)
  ! src/shop/services/prices.py: 79.1 % (gate: each file 80 %)
broken: layer service: 79.1 %
  do: cover more
suite unit: broken
"""
    )
    assert render_suite_gate(verdict, colour=True).endswith("\n\x1b[31msuite unit: broken\x1b[0m\n")


def test_a_suite_that_recorded_nothing_has_only_its_ruling() -> None:
    """A suite without parts ends with why it was not measured."""
    reason = Reason(Ruling.NOT_MEASURED, "suite-absent", "suite api did not run", suite="api")
    verdict = a_verdict(
        Ruling.NOT_MEASURED,
        reasons=(reason,),
        suites=(a_suite("api", Ruling.NOT_MEASURED, expected=1),),
    )
    assert (
        render_suite_gate(verdict, colour=False, budget_ms=100)
        == "not measured: suite api did not run\nsuite api: not measured\n"
    )


def test_a_narrowed_run_names_what_narrowed_it_and_no_ruling() -> None:
    """Tests and slow tests are told; gates are not, and nothing is called kept."""
    measurement = a_measurement(shop_files())
    verdict = a_verdict(
        Ruling.KEPT,
        suites=(a_suite("unit", Ruling.KEPT, SLOW),),
        gates=(a_gate(measurement, "service", 8_500, scope="unit"),),
        measurement=measurement,
    )
    asked = ("-k \x1b[2Jlogin", "--lf")
    assert (
        render_narrowed(verdict, colour=True, asked=asked, budget_ms=750, ascii=True)
        == """\
unit: 9 passed in 1.42 s
  1 test over the budget of 750 ms:
       800 ms  t.py::test_8
narrowed by -k \\x1b[2Jlogin --lf: the tests that ran have passed, nothing was judged
"""
    )
