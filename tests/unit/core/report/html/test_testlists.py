"""The lists of slow, failed and skipped tests."""

from __future__ import annotations

from layerproof.core.judge.values import Ruling, Verdict
from layerproof.core.outcome.values import Result, TestRecord
from layerproof.core.report.html.testlists import (
    FAILURES_SHOWN,
    MESSAGE_CHARACTERS,
    SKIPS_NAMED,
    SLOWEST,
    SetAside,
    ShownTest,
    TestLists,
    list_tests,
)
from tests.support.verdicts import a_part, a_suite, a_test, a_verdict


def _verdict(*tests: TestRecord) -> Verdict:
    part = a_part("unit", tests=tests, python="3.12")
    return a_verdict(suites=(a_suite("unit", Ruling.KEPT, part),))


def _shown(test: TestRecord, message: str = "", *, over_budget: bool = False) -> ShownTest:
    return ShownTest(
        nodeid=test.nodeid,
        part="unit-3.12",
        result=test.result,
        seconds=test.seconds,
        place="tests/unit/test_orders.py:12",
        message=message,
        cut=0,
        over_budget=over_budget,
    )


def test_list_tests() -> None:
    """Each test lands in the lists that its result and duration belong to."""
    passed = a_test(seconds=0.101)
    failed = a_test(result=Result.FAILED, seconds=0.1, message="\n\x1b[31massert 1\x1b[0m\n")
    skipped = a_test(result=Result.SKIPPED, seconds=0.0, message="needs PostgreSQL")
    assert list_tests(_verdict(failed, skipped, passed), {"unit": 100}) == TestLists(
        slowest=(
            _shown(passed, over_budget=True),
            _shown(failed, "assert 1"),
            _shown(skipped, "needs PostgreSQL"),
        ),
        failed=(_shown(failed, "assert 1"),),
        unshown=0,
        set_aside=(
            SetAside(
                Result.SKIPPED, "needs PostgreSQL", 1, (_shown(skipped, "needs PostgreSQL"),), 0
            ),
        ),
    )


def test_only_so_many_slow_tests_are_listed() -> None:
    """The slowest list ends, and holds the slowest."""
    lists = list_tests(_verdict(*(a_test(seconds=n / 1000) for n in range(100))), {})
    assert [test.seconds for test in lists.slowest] == [
        n / 1000 for n in range(99, 99 - SLOWEST, -1)
    ]


def test_failures_left_out_are_counted() -> None:
    """A run where everything fails still says how much failed."""
    many = [a_test(result=Result.ERROR) for _ in range(FAILURES_SHOWN + 3)]
    lists = list_tests(_verdict(*many), {})
    assert (len(lists.failed), lists.unshown) == (FAILURES_SHOWN, 3)


def test_a_long_message_is_cut_and_says_so() -> None:
    """A message of megabytes does not fill the page, and what was cut is counted."""
    test = a_test(result=Result.FAILED, message="x" * (MESSAGE_CHARACTERS + 5))
    (shown,) = list_tests(_verdict(test), {}).failed
    assert (len(shown.message), shown.cut) == (MESSAGE_CHARACTERS, 5)


def test_skips_are_grouped_by_reason() -> None:
    """One reason that serves many is said once, the most frequent first, the rest counted."""
    rare = a_test(result=Result.XFAILED, message="known fault")
    common = [a_test(result=Result.SKIPPED, message="slow") for _ in range(SKIPS_NAMED + 2)]
    groups = list_tests(_verdict(rare, *common), {}).set_aside
    found = [(group.reason, group.count, len(group.tests), group.unnamed) for group in groups]
    assert found == [
        ("slow", SKIPS_NAMED + 2, SKIPS_NAMED, 2),
        ("known fault", 1, 0, 1),
    ]
