"""Failed tests as reasons."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layerproof.core.judge.failures import find_essence, note_retries
from layerproof.core.judge.values import Reason, Ruling
from layerproof.core.outcome.values import Part, Result, Status
from tests.support.evidence import (
    a_record,
    an_outcome,
    messages,
    outline,
    ruled,
    whole_run,
    with_unit,
)


def test_failed_test_breaks_the_verdict() -> None:
    """A failed test is a reason that leads to its line and says how to see it again."""
    failed = a_record("test_total", Result.FAILED, "assert 1 == 2\nmore")
    verdict = ruled(with_unit(tests=(failed, a_record("test_discount")), exit_code=1))
    assert verdict.ruling is Ruling.BROKEN
    assert verdict.reasons == (
        Reason(
            Ruling.BROKEN,
            "test-failed",
            "tests/unit/test_orders.py::test_total failed in unit: assert 1 == 2",
            "run `nox -s unit` to see it again",
            suite="unit",
            path="tests/unit/test_orders.py",
            line=12,
        ),
    )


@pytest.mark.parametrize(
    ("message", "essence"),
    [
        ("", ""),
        ("worker gw0 crashed\nwhile running", "worker gw0 crashed"),
        (">   assert one == 2\nE   assert 1 == 2\nE    +  where 1 = one()", "assert 1 == 2"),
        (
            "E   KeyError: 1\n\nThe above\n\nE   ValueError: no\nE     more\n\na.py:3",
            "ValueError: no",
        ),
    ],
)
def test_failure_is_known_by_its_last_error(message: str, essence: str) -> None:
    """Of a failure's text the first line of the error that was raised last is shown."""
    assert find_essence(message) == essence


def test_error_in_a_fixture_breaks_the_verdict() -> None:
    """A test that could not be set up counts as failed."""
    broken = a_record("test_total", Result.ERROR)
    verdict = ruled(with_unit(tests=(broken, a_record("test_discount")), exit_code=1))
    assert messages(verdict) == [
        "tests/unit/test_orders.py::test_total could not be set up or torn down in unit"
    ]


def test_expected_failures_break_nothing() -> None:
    """A test that was expected to fail, and one that passed against that, are no failures."""
    tests = (a_record("test_total", Result.XFAILED), a_record("test_discount", Result.XPASSED))
    assert outline(ruled(with_unit(tests=tests))) == (Ruling.KEPT, [])


def test_failure_is_certain_even_when_the_suite_was_killed() -> None:
    """A failed test breaks the verdict although its suite is not measured."""
    failed = (a_record("test_total", Result.FAILED),)
    verdict = ruled(with_unit(status=Status.STARTED, exit_code=None, tests=failed))
    assert outline(verdict) == (
        Ruling.BROKEN,
        [("test-failed", "unit"), ("suite-killed", "unit")],
    )


def test_failure_outweighs_what_is_unknown() -> None:
    """A failed test breaks the verdict although another suite did not run."""
    failed = (a_record("test_total", Result.FAILED), a_record("test_discount"))
    verdict = ruled(whole_run(outcomes=(an_outcome(tests=failed, exit_code=1),)))
    assert verdict.ruling is Ruling.BROKEN


def test_same_test_on_two_pythons_is_two_reasons() -> None:
    """A test that failed on two Python versions is named for each."""
    failed = (a_record("test_total", Result.FAILED), a_record("test_discount"))
    parts = tuple(
        an_outcome(part=Part("unit", python), tests=failed, exit_code=1)
        for python in ("3.12", "3.13")
    )
    verdict = ruled(whole_run(outcomes=(*parts, an_outcome("integration"))))
    assert messages(verdict) == [
        "tests/unit/test_orders.py::test_total failed in unit-3.12",
        "tests/unit/test_orders.py::test_total failed in unit-3.13",
    ]


def test_more_than_fifty_failures_are_counted() -> None:
    """Fifty failed tests are named, the rest is one reason with their number."""
    failed = tuple(a_record(f"test_{number}", Result.FAILED) for number in range(53))
    verdict = ruled(with_unit(tests=failed, selected=53, assigned=53, exit_code=1))
    assert len(verdict.reasons) == 51
    assert verdict.reasons[-1] == Reason(
        Ruling.BROKEN, "test-failed", "3 more tests failed", suite="unit"
    )


def test_tests_that_passed_when_tried_again() -> None:
    """One note a part names the tests that passed only then; those that failed are reasons."""
    tests = (
        replace(a_record("test_a"), retries=2),
        replace(a_record("test_b", Result.FAILED), retries=2),
        replace(a_record("test_c", Result.SKIPPED), retries=1),
        a_record("test_d"),
    )
    assert list(note_retries(an_outcome(tests=tests))) == [
        "unit: 1 test passed only when tried again: tests/unit/test_orders.py::test_a"
    ]
    assert list(note_retries(an_outcome())) == []


def test_retries_stand_in_the_verdicts_notes() -> None:
    """A test that passed at its second try keeps the verdict and is named."""
    again = replace(a_record("test_total"), retries=1)
    verdict = ruled(with_unit(tests=(again, a_record("test_discount"))))
    assert verdict.ruling is Ruling.KEPT
    assert [note[:45] for note in verdict.notes] == [
        "unit: 1 test passed only when tried again: te"
    ]
