"""What became of the tests of one run since another one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from layerproof.history.records.questions.comparison import Ending, Slower, TestPair
from layerproof.history.records.questions.tests import Outcome
from layerproof.history.services.questions.outcomes import together

_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Comparable:
    """Whether it is known that all tests of a suite are in the run, and in its base.

    A test of another suite is neither new nor vanished: it may only not have arrived.
    """

    run: Callable[[str], bool]
    base: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class TestChanges:
    """The variants of tests that are not as they were, by what became of them.

    All are in the order of the tests' keys; the newly slow ones by how much they grew.
    """

    __test__ = False

    newly_failing: Sequence[TestPair]
    still_failing: Sequence[TestPair]
    fixed: Sequence[TestPair]
    new: Sequence[TestPair]
    vanished: Sequence[TestPair]
    newly_slow: Sequence[TestPair]

    def lists(self) -> Sequence[Sequence[TestPair]]:
        """Return all of the lists."""
        return (
            self.newly_failing,
            self.still_failing,
            self.fixed,
            self.new,
            self.vanished,
            self.newly_slow,
        )


def compare_tests(pairs: Iterable[TestPair], comparable: Comparable, slower: Slower) -> TestChanges:
    """Return what became of tests.

    - newly failing: fails, and is not known to have failed before;
    - still failing: fails, and failed before;
    - fixed: passes, and failed before;
    - new: is in no variant in the base; vanished: is in no variant in the run;
    - newly slow: passes as before, and takes longer by both measures of ``slower``.

    A variant that the base does not have is held against all variants of the test there.
    """
    known = sorted(pairs, key=lambda pair: (pair.test, pair.variant))
    tests = [list(found) for _, found in groupby(known, key=lambda pair: pair.test)]
    held = [pair for variants in tests for pair in _held(variants)]
    failing = [pair for pair in held if _ended(pair.after, Outcome.FAILED)]
    passing = [pair for pair in held if _ended(pair.after, Outcome.PASSED)]
    new = [pair for pair in held if pair.before is None]
    vanished = [pair for variants in tests if _all_gone(variants) for pair in variants]
    return TestChanges(
        newly_failing=[pair for pair in failing if not _ended(pair.before, Outcome.FAILED)],
        still_failing=[pair for pair in failing if _ended(pair.before, Outcome.FAILED)],
        fixed=[pair for pair in passing if _ended(pair.before, Outcome.FAILED)],
        new=[pair for pair in new if comparable.base(pair.suite)],
        vanished=[pair for pair in vanished if comparable.run(pair.suite)],
        newly_slow=_slower(passing, slower),
    )


def _held(variants: Sequence[TestPair]) -> Sequence[TestPair]:
    """Return the variants that are in the run, each with what it is held against."""
    before = _merged([pair.before for pair in variants if pair.before is not None])
    there = [pair for pair in variants if pair.after is not None]
    return [replace(pair, before=pair.before or before) for pair in there]


def _merged(endings: Sequence[Ending]) -> Ending | None:
    if not endings:
        return None
    seconds = [one.seconds for one in endings if one.seconds is not None]
    outcome = together([one.outcome for one in endings])
    return Ending(outcome, sum(seconds) / len(seconds) if seconds else None)


def _all_gone(variants: Sequence[TestPair]) -> bool:
    return all(pair.after is None for pair in variants)


def _ended(ending: Ending | None, outcome: Outcome) -> bool:
    return ending is not None and ending.outcome is outcome


def _slower(passing: Iterable[TestPair], slower: Slower) -> Sequence[TestPair]:
    grown = [
        (after - before, pair)
        for pair in passing
        if _ended(pair.before, Outcome.PASSED)
        for before, after in [(_microseconds(pair.before), _microseconds(pair.after))]
        if _is_slower(before, after, slower)
    ]
    grown.sort(key=lambda one: one[0], reverse=True)
    return [pair for _, pair in grown]


def _is_slower(before: int, after: int, slower: Slower) -> bool:
    more = after - before
    return after >= slower.times * before and more >= round(slower.seconds * _MICROSECONDS)


def _microseconds(ending: Ending | None) -> int:
    # Whole numbers: 0.3 - 0.2 is less than 0.1.
    seconds = None if ending is None else ending.seconds
    return round((seconds or 0.0) * _MICROSECONDS)
