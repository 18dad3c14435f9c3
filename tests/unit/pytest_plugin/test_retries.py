"""Tests that a plugin tries again, as their reports tell it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from layerproof.core.outcome.values import Result
from layerproof.pytest_plugin.results import ResultBook


def a_report(outcome: str, when: str = "call", **more: Any) -> pytest.TestReport:
    """Return a report of one phase; ``more`` is what a plugin sets on it."""
    return pytest.TestReport(
        nodeid="t.py::test_a",
        location=("t.py", 2, "test_a"),
        keywords={},
        outcome=outcome,  # type: ignore[arg-type]  # plugins use words of their own
        longrepr="went wrong" if outcome == "failed" else None,
        when=when,  # type: ignore[arg-type]  # as above
        duration=0.25,
        **more,
    )


def book_of(*reports: pytest.TestReport) -> tuple[Result, int, str, float] | None:
    """Return what the book makes of one test's reports: result, retries, message, seconds."""
    book = ResultBook(Path())
    for report in reports:
        book.note(report)
    found = [(t.result, t.retries, t.message, t.seconds) for t in book.tests()]
    return found[0] if found else None


def test_the_last_try_counts() -> None:
    """What failed and then passed has passed, with the number of tries before it."""
    assert book_of(
        a_report("rerun", rerun=0), a_report("rerun", rerun=1), a_report("passed", rerun=2)
    ) == (Result.PASSED, 2, "", 0.75)


def test_a_try_may_report_more_than_one_failure() -> None:
    """A call and a tear-down that fail in one try are one try."""
    assert book_of(
        a_report("rerun", rerun=0),
        a_report("rerun", "teardown", rerun=0),
        a_report("passed", rerun=1),
        a_report("passed", "teardown", rerun=1),
    ) == (Result.PASSED, 1, "", 1.0)


def test_what_a_lost_try_said_is_forgotten() -> None:
    """A subtest that failed in a try that was lost does not fail the test; time adds."""
    assert book_of(
        a_report("failed", rerun=0), a_report("rerun", rerun=0), a_report("passed", rerun=1)
    ) == (Result.PASSED, 1, "", 0.75)


def test_a_passed_call_of_a_lost_try_is_forgotten_too() -> None:
    """Where the tear-down failed and the next try fails, the test has failed."""
    assert book_of(
        a_report("passed", rerun=0),
        a_report("rerun", "teardown", rerun=0),
        a_report("failed", rerun=1),
    ) == (Result.FAILED, 1, "went wrong", 0.75)


def test_a_last_try_that_never_came_is_no_result() -> None:
    """A run that ended between two tries says nothing of the test."""
    assert book_of(a_report("passed", "setup"), a_report("rerun", rerun=0)) is None


@pytest.mark.parametrize(
    ("reports", "retries"),
    [
        ([a_report("retried"), a_report("passed")], 1),
        ([a_report("passed", layerproof_retries=3)], 3),
        ([a_report("passed", rerun="odd")], 0),
        ([a_report("passed")], 0),
    ],
)
def test_each_plugin_says_it_in_its_own_way(reports: list[pytest.TestReport], retries: int) -> None:
    """pytest-retry reports a try once, flaky says nothing, and others mean something else."""
    found = book_of(*reports)
    assert found is not None
    assert found[:2] == (Result.PASSED, retries)
