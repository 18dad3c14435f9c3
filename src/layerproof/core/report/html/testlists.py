"""The page's lists of tests: the slowest, those that failed, those that were skipped.

Lists are cut so that a broken run of 10,000 tests still opens; what was cut is always counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nlargest

from layerproof.core.judge.values import Verdict
from layerproof.core.outcome.values import PartOutcome, Result, TestRecord
from layerproof.core.report.html.escaping import plain_text

SLOWEST = 25
FAILURES_SHOWN = 200
SKIPS_NAMED = 500
MESSAGE_CHARACTERS = 20_000

_FAILED = (Result.FAILED, Result.ERROR)
_SET_ASIDE = (Result.SKIPPED, Result.XFAILED, Result.XPASSED)


@dataclass(frozen=True, slots=True)
class ShownTest:
    """One test with the part that ran it. ``cut`` counts characters left out of ``message``."""

    nodeid: str
    part: str
    result: Result
    seconds: float
    place: str
    message: str
    cut: int
    over_budget: bool


@dataclass(frozen=True, slots=True)
class SetAside:
    """Tests that were skipped, or failed as expected, for one reason. ``unnamed`` were cut."""

    result: Result
    reason: str
    count: int
    tests: tuple[ShownTest, ...]
    unnamed: int


@dataclass(frozen=True, slots=True)
class TestLists:
    """Everything that the page says of single tests. ``unshown`` counts failures left out."""

    __test__ = False

    slowest: tuple[ShownTest, ...]
    failed: tuple[ShownTest, ...]
    unshown: int
    set_aside: tuple[SetAside, ...]


def list_tests(verdict: Verdict, budgets: Mapping[str, int]) -> TestLists:
    """Return the lists; ``budgets`` maps a suite to the milliseconds that a test may take."""
    ran = list(_all_tests(verdict))
    slowest = nlargest(SLOWEST, ran, key=lambda pair: pair[1].seconds)
    failed = [pair for pair in ran if pair[1].result in _FAILED]
    return TestLists(
        slowest=tuple(_shown(*pair, budgets) for pair in slowest),
        failed=tuple(_shown(*pair, budgets) for pair in failed[:FAILURES_SHOWN]),
        unshown=max(0, len(failed) - FAILURES_SHOWN),
        set_aside=tuple(_set_aside(ran, budgets)),
    )


def is_over_budget(suite: str, test: TestRecord, budgets: Mapping[str, int]) -> bool:
    """Return whether a test took longer than its suite allows for."""
    budget = budgets.get(suite)
    return budget is not None and test.seconds * 1000 > budget


def _all_tests(verdict: Verdict) -> Iterator[tuple[PartOutcome, TestRecord]]:
    for suite in verdict.suites:
        for part in suite.parts:
            for test in part.tests:
                yield part, test


def _shown(part: PartOutcome, test: TestRecord, budgets: Mapping[str, int]) -> ShownTest:
    message = plain_text(test.message).strip("\n")
    return ShownTest(
        nodeid=test.nodeid,
        part=part.part.label,
        result=test.result,
        seconds=test.seconds,
        place=f"{test.file}:{test.line}" if test.line else test.file,
        message=message[:MESSAGE_CHARACTERS],
        cut=max(0, len(message) - MESSAGE_CHARACTERS),
        over_budget=is_over_budget(part.part.suite, test, budgets),
    )


def _set_aside(
    ran: Iterable[tuple[PartOutcome, TestRecord]], budgets: Mapping[str, int]
) -> Iterator[SetAside]:
    """Group by result and reason, the largest group first, as one reason often serves many."""
    groups: dict[tuple[Result, str], list[tuple[PartOutcome, TestRecord]]] = defaultdict(list)
    for part, test in ran:
        if test.result in _SET_ASIDE:
            groups[test.result, plain_text(test.message).strip()].append((part, test))
    room = SKIPS_NAMED
    for (result, reason), found in sorted(groups.items(), key=lambda group: -len(group[1])):
        named = found[:room]
        room -= len(named)
        shown = tuple(_shown(*pair, budgets) for pair in named)
        short = reason[:MESSAGE_CHARACTERS]
        yield SetAside(result, short, len(found), shown, len(found) - len(named))
