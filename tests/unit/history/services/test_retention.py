"""Which runs have had their time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerproof.history.records.retention import KeepingRule, PruneCounts, RunAge
from layerproof.history.services.retention import choose_outdated

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def age(
    key: int, days: float, branch: str = "side", *, whole: bool = True, counted: bool | None = None
) -> RunAge:
    """Return a run of so many days ago."""
    return RunAge(key, NOW - days * DAY, branch, whole, whole if counted is None else counted)


def rule(keep_runs: int | None = None, keep_days: int | None = None) -> KeepingRule:
    """Return what a project keeps whose main branch is ``main``."""
    return KeepingRule(1, "main", keep_runs, keep_days)


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        (rule(), ()),
        (rule(keep_runs=4), ()),
        (rule(keep_runs=2), (1, 2)),
        (rule(keep_days=3), (1,)),
        (rule(keep_days=1), (1, 2, 3)),
        (rule(keep_runs=3, keep_days=1), (1, 2, 3)),
        (rule(keep_runs=1, keep_days=3), (1, 2, 3)),
    ],
)
def test_bounds(bounds: KeepingRule, expected: tuple[int, ...]) -> None:
    """A run goes as soon as one of the bounds says so, oldest first; exactly at it, it stays."""
    runs = [age(3, 2), age(1, 3.01), age(4, 1), age(2, 3)]
    assert choose_outdated(bounds, runs, NOW) == expected


def test_the_base_stays() -> None:
    """The newest whole run of the main branch is kept whatever the bounds say."""
    runs = [
        age(1, 90, "main"),
        age(2, 80, "main"),
        age(3, 70, "main", whole=False),
        age(4, 60, "side"),
    ]
    assert choose_outdated(rule(keep_days=30), runs, NOW) == (1, 3, 4)
    assert choose_outdated(rule(keep_runs=1), runs, NOW) == (1, 3)


def test_what_the_ratchet_holds_to_stays() -> None:
    """So is the newest run of the main branch that the ratchet counts, and no older one."""
    runs = [
        age(1, 90, "main"),
        age(2, 80, "main"),
        age(3, 70, "main", counted=False),
        age(4, 60, "side"),
    ]
    assert choose_outdated(rule(keep_days=30), runs, NOW) == (1, 4)
    assert choose_outdated(rule(keep_runs=1), runs, NOW) == (1,)


def test_runs_of_one_moment() -> None:
    """Of runs that were made at one moment those that came last are the newer ones."""
    runs = [age(3, 1), age(1, 1), age(2, 1)]
    assert choose_outdated(rule(keep_runs=1), runs, NOW) == (1, 2)


AGES = st.lists(
    st.builds(
        lambda key, days, branch, whole, counted: age(
            key, days, branch, whole=whole, counted=whole and counted
        ),
        st.integers(1, 1_000),
        st.integers(0, 100),
        st.sampled_from(["main", "side"]),
        st.booleans(),
        st.booleans(),
    ),
    unique_by=lambda run: run.key,
)
BOUND = st.none() | st.integers(1, 50)


@given(AGES, BOUND, BOUND)
def test_what_stays_is_within_the_bounds(
    runs: list[RunAge], keep_runs: int | None, keep_days: int | None
) -> None:
    """All that stays but two is within the bounds; the newest base and best are never chosen."""
    outdated = set(choose_outdated(rule(keep_runs, keep_days), runs, NOW))
    left = [run for run in runs if run.key not in outdated]
    bases = [run for run in runs if run.branch == "main" and run.whole]
    assert keep_runs is None or len(left) <= keep_runs + 2
    too_old = [
        run for run in left if keep_days is not None and NOW - run.created_at > keep_days * DAY
    ]
    assert len(too_old) <= 2
    for spared in (bases, [run for run in bases if run.counted]):
        assert not spared or max(spared, key=lambda run: (run.created_at, run.key)) in left


def test_counts_add() -> None:
    """What was removed here and there is added up."""
    assert PruneCounts(1, 2) + PruneCounts(runs=3) == PruneCounts(4, 2)
