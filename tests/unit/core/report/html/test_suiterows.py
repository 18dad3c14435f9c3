"""The table of suites."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from layerproof.core.judge.values import Ruling
from layerproof.core.outcome.values import PartOutcome, Result, Status
from layerproof.core.report.html.suiterows import PartRow, SuiteRow, build_suite_rows
from tests.support.verdicts import a_part, a_suite, a_test, a_verdict


def _finished() -> PartOutcome:
    return a_part(
        "unit",
        tests=(a_test(seconds=0.2), a_test(result=Result.ERROR)),
        shard=1,
        shards=2,
        seconds=1.5,
        exit_code=1,
    )


def _interrupted() -> PartOutcome:
    return replace(
        a_part(
            "unit",
            tests=(a_test(result=Result.XPASSED),),
            shard=2,
            shards=2,
            seconds=0.25,
            status=Status.INTERRUPTED,
            exit_code=None,
            narrowed=("-k login",),
        ),
        coverage=None,
        faults=("a worker was lost",),
    )


def test_build_suite_rows() -> None:
    """A suite's row adds up its parts; each part keeps a row with what it says of itself."""
    verdict = a_verdict(
        suites=(a_suite("unit", Ruling.BROKEN, _finished(), _interrupted(), expected=3),)
    )
    (row,) = build_suite_rows(verdict, {"unit": 100})
    part = PartRow(
        label="unit.1of2",
        python="3.11.7",
        status=Status.FINISHED,
        exit_code=1,
        ran=2,
        assigned=2,
        seconds=1.5,
        started_at="2026-11-21T15:29:50+00:00",
        tracer="lines, ctrace, greenlet, thread; 1 of 1 processes; coverage 7.17.3",
        remarks=(),
    )
    assert row == SuiteRow(
        name="unit",
        ruling=Ruling.BROKEN,
        required=True,
        expected=3,
        arrived=2,
        seconds=1.75,
        results=Counter({Result.PASSED: 1, Result.ERROR: 1, Result.XPASSED: 1}),
        over_budget=1,
        budget_ms=100,
        parts=(
            part,
            replace(
                part,
                label="unit.2of2",
                status=Status.INTERRUPTED,
                exit_code=None,
                ran=1,
                assigned=1,
                seconds=0.25,
                tracer="not traced",
                remarks=("narrowed by -k login", "a worker was lost"),
            ),
        ),
    )
    assert (row.ran, row.failed, row.expected_failures, row.is_remarkable) == (3, 1, 1, True)


def test_a_suite_without_a_budget_has_nothing_over_it() -> None:
    """Without a budget no test is too slow, and a quiet suite is not remarkable."""
    verdict = a_verdict(suites=(a_suite("api", Ruling.KEPT, a_part("api")),))
    (row,) = build_suite_rows(verdict, {"unit": 1})
    assert (row.over_budget, row.budget_ms, row.is_remarkable) == (0, None, False)
