"""What became of the tests of a run since its base."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerproof.history.records.questions.comparison import Ending, Slower, TestPair
from layerproof.history.records.questions.tests import Outcome
from layerproof.history.services.questions.comparing import Comparable, TestChanges, compare_tests

PASSED = Ending(Outcome.PASSED, 0.5)
FAILED = Ending(Outcome.FAILED, None)
SKIPPED = Ending(Outcome.SKIPPED, None)

ALL_THERE = Comparable(run=lambda _: True, base=lambda _: True)
NOTHING_THERE = Comparable(run=lambda _: False, base=lambda _: False)


def a_pair(
    before: Ending | None, after: Ending | None, *, test: int = 1, variant: str = ""
) -> TestPair:
    """Return a variant of a test of the suite ``unit``."""
    return TestPair(test, "unit", variant, before, after)


def places(changes: TestChanges) -> set[str]:
    """Return the names of the lists in which there is something."""
    names = ("newly_failing", "still_failing", "fixed", "new", "vanished", "newly_slow")
    return {name for name in names if getattr(changes, name)}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (PASSED, PASSED, set()),
        (PASSED, FAILED, {"newly_failing"}),
        (PASSED, SKIPPED, set()),
        (PASSED, None, {"vanished"}),
        (FAILED, PASSED, {"fixed"}),
        (FAILED, FAILED, {"still_failing"}),
        (FAILED, SKIPPED, set()),
        (FAILED, None, {"vanished"}),
        (SKIPPED, PASSED, set()),
        (SKIPPED, FAILED, {"newly_failing"}),
        (SKIPPED, SKIPPED, set()),
        (SKIPPED, None, {"vanished"}),
        (None, PASSED, {"new"}),
        (None, FAILED, {"new", "newly_failing"}),
        (None, SKIPPED, {"new"}),
    ],
)
def test_what_became_of_a_test(
    before: Ending | None, after: Ending | None, expected: set[str]
) -> None:
    """Each ending before and after has its lists, and the pair stands in them as it is."""
    pair = a_pair(before, after)
    changes = compare_tests([pair], ALL_THERE, Slower())
    assert places(changes) == expected
    assert [found for found in changes.lists() if found] == [[pair]] * len(expected)


@pytest.mark.parametrize("pair", [a_pair(None, FAILED), a_pair(FAILED, None)])
def test_what_has_not_arrived_is_neither_new_nor_vanished(pair: TestPair) -> None:
    """Where a suite is not known to be whole, failing is told and being new is not."""
    changes = compare_tests([pair], NOTHING_THERE, Slower())
    assert places(changes) == ({"newly_failing"} if pair.after else set())


def test_each_side_has_its_own_suites() -> None:
    """New needs the base's suite, vanished needs the run's."""
    pairs = [a_pair(None, PASSED, test=1), a_pair(PASSED, None, test=2)]
    only_run = Comparable(run=lambda suite: suite == "unit", base=lambda _: False)
    only_base = Comparable(run=lambda _: False, base=lambda suite: suite == "unit")
    assert places(compare_tests(pairs, only_run, Slower())) == {"vanished"}
    assert places(compare_tests(pairs, only_base, Slower())) == {"new"}


def test_a_variant_that_the_base_lacks_is_held_against_the_test() -> None:
    """A new Python version makes no test new, and one that leaves makes none vanish."""
    was = Ending(Outcome.PASSED, 1.5)
    pairs = [
        a_pair(PASSED, None, variant="3.11"),
        a_pair(was, was, variant="3.12"),
        a_pair(SKIPPED, None, variant="3.13"),
        a_pair(None, FAILED, variant="3.14"),
    ]
    changes = compare_tests(pairs, ALL_THERE, Slower())
    held = a_pair(Ending(Outcome.PASSED, 1.0), FAILED, variant="3.14")
    assert places(changes) == {"newly_failing"}
    assert changes.newly_failing == [held]


def test_a_failure_in_one_variant_of_the_base_is_no_new_one() -> None:
    """A variant without one of its own in the base still fails if the test failed there at all."""
    pairs = [a_pair(FAILED, PASSED, variant="a"), a_pair(None, FAILED, variant="b")]
    assert places(compare_tests(pairs, ALL_THERE, Slower())) == {"still_failing", "fixed"}


def test_tests_come_by_their_keys() -> None:
    """Lists are in the order of keys and variants, whatever the pairs' own order."""
    pairs = [
        a_pair(PASSED, FAILED, test=test, variant=variant)
        for test, variant in ((2, "b"), (1, ""), (2, "a"))
    ]
    changes = compare_tests(pairs, ALL_THERE, Slower())
    assert [(pair.test, pair.variant) for pair in changes.newly_failing] == [
        (1, ""),
        (2, "a"),
        (2, "b"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "slower"),
    [
        (1.0, 1.5, True),
        (1.0, 1.499999, False),
        (0.2, 0.3, True),
        (0.2, 0.299999, False),
        (0.0, 0.1, True),
        (0.0, 0.0, False),
        (0.01, 0.05, False),
        (0.06, 0.12, False),
        (2.0, 1.0, False),
        (1e9, 1.5e9, True),
    ],
)
def test_newly_slow(before: float, after: float, *, slower: bool) -> None:
    """Both measures have to be reached, to the microsecond."""
    pair = a_pair(Ending(Outcome.PASSED, before), Ending(Outcome.PASSED, after))
    changes = compare_tests([pair], ALL_THERE, Slower(1.5, 0.1))
    assert changes.newly_slow == ([pair] if slower else [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Ending(Outcome.FAILED, 0.1), Ending(Outcome.PASSED, 9.0)),
        (Ending(Outcome.PASSED, 0.1), Ending(Outcome.FAILED, 9.0)),
        (SKIPPED, Ending(Outcome.PASSED, 9.0)),
        (None, Ending(Outcome.PASSED, 9.0)),
    ],
)
def test_only_what_passed_both_times_can_be_slower(before: Ending | None, after: Ending) -> None:
    """A failure ends early, or late: its seconds say nothing of speed."""
    assert compare_tests([a_pair(before, after)], ALL_THERE, Slower()).newly_slow == []


def test_the_slowest_comes_first() -> None:
    """Newly slow tests come by how much they grew, and the measures can be chosen."""
    pairs = [
        a_pair(PASSED, Ending(Outcome.PASSED, 0.5 + more), test=test)
        for test, more in enumerate((0.25, 2.0, 1.0))
    ]
    chosen = compare_tests(pairs, ALL_THERE, Slower(3.0, 0.5)).newly_slow
    assert [pair.test for pair in chosen] == [1, 2]


def test_how_much_a_test_grew_decides_its_place() -> None:
    """Neither what a test takes nor its ratio counts; of equals the lower key comes first."""
    times = [(1.0, 1.5), (5.0, 5.5), (0.125, 1.125)]
    pairs = [
        a_pair(Ending(Outcome.PASSED, before), Ending(Outcome.PASSED, after), test=test)
        for test, (before, after) in enumerate(times)
    ]
    chosen = compare_tests(pairs, ALL_THERE, Slower(1.0, 0.5)).newly_slow
    assert [pair.test for pair in chosen] == [2, 0, 1]


ENDINGS = st.none() | st.builds(
    Ending, st.sampled_from(list(Outcome)), st.none() | st.integers(0, 8).map(lambda n: n / 4)
)
PAIRS = st.lists(
    st.builds(
        TestPair,
        st.integers(1, 4),
        st.just("unit"),
        st.sampled_from(["", "3.12"]),
        ENDINGS,
        ENDINGS,
    ).filter(lambda pair: pair.before is not None or pair.after is not None),
    unique_by=lambda pair: (pair.test, pair.variant),
)


@given(PAIRS)
def test_every_failure_is_told_once(pairs: list[TestPair]) -> None:
    """Whatever fails is newly or still failing, and nothing that passes is."""
    changes = compare_tests(pairs, ALL_THERE, Slower())
    told = [(one.test, one.variant) for one in (*changes.newly_failing, *changes.still_failing)]
    failing = [
        (pair.test, pair.variant)
        for pair in pairs
        if pair.after is not None and pair.after.outcome is Outcome.FAILED
    ]
    assert sorted(told) == sorted(failing)


@given(PAIRS)
def test_new_and_vanished_as_a_plain_reader_sees_them(pairs: list[TestPair]) -> None:
    """New tests are those of the run that the base does not have, and the other way round."""
    run = {pair.test for pair in pairs if pair.after is not None}
    base = {pair.test for pair in pairs if pair.before is not None}
    changes = compare_tests(pairs, ALL_THERE, Slower())
    found = ({pair.test for pair in changes.new}, {pair.test for pair in changes.vanished})
    assert found == (run - base, base - run)
