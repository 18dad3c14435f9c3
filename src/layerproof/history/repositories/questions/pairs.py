"""The tests of two runs beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.sql.selectable import Subquery

from layerproof.history.records.questions.comparison import Slower
from layerproof.history.repositories.questions.columns import FAILING, PASSING, TRY_FROM_LAST
from layerproof.history.tables import TestResultRow, TestRow

#: Seconds are compared in whole microseconds by the service; here only roughly.
_ROUGHLY = 2e-6


def select_pairs(project: int, run: int, base: int, slower: Slower) -> Select[*tuple[Any, ...]]:
    """Return the query for the tests of a run and its base: suite, key, variant, before, after.

    Before and after have four columns each: results, failures, passes, and the mean of the seconds
    where it passed.
    """
    pair = _pairs(run, base).c
    alike = and_(
        pair.alone == 0,
        pair.failed_before == 0,
        pair.failed_after == 0,
        or_(
            pair.seconds_before.is_(None),
            pair.seconds_after.is_(None),
            pair.seconds_after < pair.seconds_before + slower.seconds - _ROUGHLY,
        ),
    )
    return (
        select(
            TestRow.suite,
            pair.test_id,
            pair.variant,
            *(pair[f"{name}_{when}"] for when in ("before", "after") for name in _ENDING),
        )
        .join(TestRow, TestRow.id == pair.test_id)
        .where(TestRow.project_id == project, ~alike)
        .order_by(pair.test_id, pair.variant)
    )


_ENDING = ("results", "failed", "passed", "seconds")


def _pairs(run: int, base: int) -> Subquery:
    """Return each variant of each test, and whether one of its test is in one run alone.

    Where that is so, what the other variants did matters as well.
    """
    seen = _last_tries(run, base).c
    pairs = (
        select(seen.test_id, seen.variant)
        .add_columns(*_endings(seen, base, "before"), *_endings(seen, run, "after"))
        .where(seen.place == 1)
        .group_by(seen.test_id, seen.variant)
        .subquery()
    )
    pair = pairs.c
    alone = case((and_(pair.results_before > 0, pair.results_after > 0), 0), else_=1)
    return select(pairs, func.max(alone).over(partition_by=pair.test_id).label("alone")).subquery()


def _last_tries(run: int, base: int) -> Subquery:
    return (
        select(
            TestResultRow.run_id,
            TestResultRow.test_id,
            TestResultRow.variant,
            TestResultRow.result,
            TestResultRow.seconds,
            TRY_FROM_LAST.label("place"),
        )
        .where(TestResultRow.run_id.in_({run, base}))
        .subquery()
    )


def _endings(seen: Any, run: int, when: str) -> Sequence[ColumnElement[Any]]:
    here = seen.run_id == run
    passing = and_(here, seen.result.in_(PASSING))
    return [
        func.count(case((here, 1))).label(f"results_{when}"),
        func.count(case((and_(here, seen.result.in_(FAILING)), 1))).label(f"failed_{when}"),
        func.count(case((passing, 1))).label(f"passed_{when}"),
        func.avg(case((passing, seen.seconds))).label(f"seconds_{when}"),
    ]
