"""The tests that failed, each as a reason that leads to its line, and those that nearly did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layerproof.core.judge.reasons import session_of
from layerproof.core.judge.runs import FAILED
from layerproof.core.judge.values import Reason, Ruling
from layerproof.core.outcome.values import PartOutcome, Result, TestRecord
from layerproof.core.wording import count_noun, name_some

#: So many failed tests are named; more are counted.
NAMED = 50


def find_failures(outcomes: Sequence[PartOutcome]) -> tuple[Reason, ...]:
    """Return a reason for each failed test of the parts, and one that counts the rest."""
    failed = [
        (outcome, test) for outcome in outcomes for test in outcome.tests if test.result in FAILED
    ]
    named = tuple(_describe(outcome, test) for outcome, test in failed[:NAMED])
    if len(failed) <= NAMED:
        return named
    rest = failed[NAMED:]
    suites = {outcome.part.suite for outcome, _ in rest}
    more = f"{count_noun(len(rest), 'more test')} failed"
    only = suites.pop() if len(suites) == 1 else None
    return (*named, Reason(Ruling.BROKEN, "test-failed", more, suite=only))


def _describe(outcome: PartOutcome, test: TestRecord) -> Reason:
    happened = "failed" if test.result is Result.FAILED else "could not be set up or torn down"
    what = find_essence(test.message)
    return Reason(
        Ruling.BROKEN,
        "test-failed",
        f"{test.nodeid} {happened} in {outcome.part.label}" + (f": {what}" if what else ""),
        f"{session_of(outcome.part)} to see it again",
        suite=outcome.part.suite,
        path=test.file or None,
        line=test.line or None,
    )


def note_retries(outcome: PartOutcome) -> Iterator[str]:
    """Yield one note for all tests of a part that did not fail because they were tried again."""
    again = [test for test in outcome.tests if test.retries and test.result is Result.PASSED]
    if again:
        names = name_some((test.nodeid for test in again), 3)
        tests = count_noun(len(again), "test")
        yield f"{outcome.part.label}: {tests} passed only when tried again: {names}"


def find_essence(message: str) -> str:
    """Return the line of a failure text that says what happened.

    pytest marks the lines of an error with ``E``; of several errors the last one was raised.
    A text without such lines is known by its first line.
    """
    lines = message.strip().splitlines()
    marked = [number for number, line in enumerate(lines) if line.startswith("E  ")]
    if not marked:
        return lines[0].strip() if lines else ""
    start = marked[-1]
    while start - 1 in marked:
        start -= 1
    return lines[start][1:].strip()
