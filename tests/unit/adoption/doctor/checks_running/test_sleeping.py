"""Tests that slept."""

from __future__ import annotations

from layerproof.adoption.doctor.checks_running.sleeping import judge_sleeping
from layerproof.adoption.doctor.values import State
from layerproof.adoption.findings import Place
from layerproof.adoption.probing.values import ProbedOutcome, ProbedTest
from tests.support.probed_projects import make_run

_TESTS = tuple(ProbedTest(f"a.py::{name}", "a.py", line) for line, name in enumerate("xyz", 1))


def test_sleepers_are_told_longest_first() -> None:
    """A tenth of a second counts; the time asleep stands next to that of all tests."""
    run = make_run(
        {
            "a.py::x": ProbedOutcome("passed", call=0.1, slept=0.1),
            "a.py::y": ProbedOutcome("failed", call=1.5, slept=1.25),
            "a.py::z": ProbedOutcome("passed", call=0.9, slept=0.09),
        },
        tests=_TESTS,
    )
    (found,) = judge_sleeping(run)
    assert (found.state, found.what, found.places) == (
        State.FOUND,
        "2 tests slept 1.4 s of the 2.5 s of all tests: a.py::y 1.2 s, a.py::x 0.1 s",
        (Place("a.py", 2), Place("a.py", 1)),
    )


def test_tests_that_did_not_run_may_sleep() -> None:
    """A run that is not whole is not well."""
    assert list(judge_sleeping(make_run({"a.py::x": "passed"}, tests=_TESTS))) == []
    (found,) = judge_sleeping(make_run({}, tests=_TESTS, lost="did not end within 5 s"))
    assert found.state is State.NOT_MEASURED
