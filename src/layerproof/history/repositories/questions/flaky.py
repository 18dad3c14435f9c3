"""Which tests are flaky: the definitions of ``services.questions.flaky`` as SQL.

The database looks through all results; the service then weighs again those few that are shown. The
contract tests hold the two to each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select, case, func, literal_column, select, text
from sqlalchemy.sql.selectable import Subquery

from layerproof.history.records.questions.flaky import FlakyDefinition, FlakyQuestion
from layerproof.history.records.questions.windows import Window
from layerproof.history.repositories.questions.columns import (
    FAILING,
    PASSING,
    TRY_FROM_LAST,
    in_window,
)
from layerproof.history.tables import RunRow, TestResultRow
from layerproof.history.tables.metadata import KEY_TYPE
from layerproof.history.tables.tests import CONSPICUOUS

_Counted = Select[*tuple[Any, ...]]

#: SQLite would rather read whole runs than a partial index, however few rows that has.
_BY_INDEX = {
    "postgresql": "test_results",
    "sqlite": "test_results INDEXED BY ix_test_results_conspicuous",
}


def select_flaky(window: Window, question: FlakyQuestion, dialect: str) -> _Counted:
    """Return the query for the flaky tests: key, variant and, in each row, how many there are.

    Those that are flaky most often come first.
    """
    times = _WAYS[question.definition](window, dialect).subquery().c
    needed = question.min_flips if question.definition is FlakyDefinition.FLIPS else 1
    return (
        select(times.test_id, times.variant, func.count().over())
        .where(times.times >= needed)
        .order_by(times.times.desc(), times.test_id, times.variant)
        .limit(question.limit)
    )


def _turned_on_one_commit(window: Window, dialect: str) -> _Counted:
    last = _lasts(window, dialect)
    turned = (
        select(last.c.test_id, last.c.variant, RunRow.commit)
        .join(RunRow, RunRow.id == last.c.run_id)
        .group_by(last.c.test_id, last.c.variant, RunRow.commit)
        .having(func.min(last.c.failed) < func.max(last.c.failed))
        .subquery()
        .c
    )
    return select(turned.test_id, turned.variant, func.count().label("times")).group_by(
        turned.test_id, turned.variant
    )


def _flipped(window: Window, dialect: str) -> _Counted:
    last = _lasts(window, dialect)
    runs = (
        select(
            last.c.test_id,
            last.c.variant,
            last.c.run_id,
            RunRow.created_at,
            func.max(last.c.failed).label("failed"),
        )
        .join(RunRow, RunRow.id == last.c.run_id)
        .group_by(last.c.test_id, last.c.variant, last.c.run_id, RunRow.created_at)
        .subquery()
        .c
    )
    before = func.lag(runs.failed).over(
        partition_by=(runs.test_id, runs.variant), order_by=(runs.created_at, runs.run_id)
    )
    turns = (
        select(
            runs.test_id, runs.variant, case((runs.failed != before, 1), else_=0).label("turned")
        )
        .subquery()
        .c
    )
    return select(turns.test_id, turns.variant, func.sum(turns.turned).label("times")).group_by(
        turns.test_id, turns.variant
    )


def _passed_on_retry(window: Window, dialect: str) -> _Counted:
    tried = _tries(window, dialect).c
    late = (tried.retries > 0) | (tried.ever_failed == 1)
    return (
        select(
            tried.test_id,
            tried.variant,
            func.count(func.distinct(tried.run_id)).label("times"),
        )
        .where(tried.place == 1, tried.result.in_(PASSING), late)
        .group_by(tried.test_id, tried.variant)
    )


_WAYS: Mapping[FlakyDefinition, Callable[[Window, str], _Counted]] = {
    FlakyDefinition.SAME_COMMIT: _turned_on_one_commit,
    FlakyDefinition.FLIPS: _flipped,
    FlakyDefinition.RETRY: _passed_on_retry,
}


def _lasts(window: Window, dialect: str) -> Subquery:
    """Return the tries that count; skipped ones say nothing."""
    tried = _tries(window, dialect).c
    return (
        select(tried.test_id, tried.variant, tried.run_id, tried.failed)
        .where(tried.place == 1, tried.result != "skipped")
        .subquery()
    )


def _tries(window: Window, dialect: str) -> Subquery:
    """Return all tries of tests that did not always pass, and whether any in the part failed."""
    tests = _conspicuous_tests(window, dialect)
    failed = case((TestResultRow.result.in_(FAILING), 1), else_=0)
    in_part = (
        TestResultRow.run_id,
        TestResultRow.test_id,
        TestResultRow.variant,
        TestResultRow.part,
    )
    return (
        select(
            TestResultRow.test_id,
            TestResultRow.variant,
            TestResultRow.run_id,
            TestResultRow.result,
            TestResultRow.retries,
            failed.label("failed"),
            func.max(failed).over(partition_by=in_part).label("ever_failed"),
            TRY_FROM_LAST.label("place"),
        )
        .where(TestResultRow.test_id.in_(tests), in_window(window))
        .subquery()
    )


def _conspicuous_tests(window: Window, dialect: str) -> Select[int]:
    """Return the tests that failed or were tried again: the rows of the index that is for them."""
    test, run = literal_column("test_id", KEY_TYPE), literal_column("run_id", KEY_TYPE)
    return (
        select(test)
        .select_from(text(_BY_INDEX[dialect]))
        .where(run.in_(window.keys), text(f"({CONSPICUOUS})"))
    )
