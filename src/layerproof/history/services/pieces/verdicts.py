"""What came of a run in pieces. What was not measured is never a pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layerproof.history.records.pieces import Case, PieceTally
from layerproof.history.records.runs import ReasonRecord
from layerproof.history.services.pieces.coverage_faults import (
    CoverageFindings,
    find_coverage_faults,
)
from layerproof.history.services.pieces.paths import is_absolute
from layerproof.history.services.pieces.repeats import BAD
from layerproof.history.services.pieces.rulings import BROKEN, KEPT, NOT_MEASURED, unmeasured
from layerproof.history.services.pieces.suites import SuitePart, SuiteSum, count_tests
from layerproof.history.services.pieces.tallying import describe_gaps

#: How many failed tests are named as reasons.
NAMED = 50


def find_reasons(
    found: PieceTally, suites: Sequence[SuiteSum], coverage: CoverageFindings
) -> tuple[ReasonRecord, ...]:
    """Return all reasons why a run is not kept."""
    reasons = [
        *_find_gaps(found),
        *_find_failures(suites),
        *_find_interrupted(suites),
        *_find_empty_suites(suites),
    ]
    # As long as pieces are missing, what they could have told is no fault.
    if found.is_complete:
        reasons += [*_find_no_tests(suites), *find_coverage_faults(coverage)]
    return tuple(reasons)


def rule(found: PieceTally, reasons: Sequence[ReasonRecord]) -> str:
    """Return the ruling: nothing is ruled before all is there; then broken weighs most."""
    rulings = {reason.ruling for reason in reasons}
    if not found.is_complete:
        return NOT_MEASURED
    return next((ruling for ruling in (BROKEN, NOT_MEASURED) if ruling in rulings), KEPT)


def rule_suite(suite: SuiteSum, reasons: Sequence[ReasonRecord]) -> str:
    """Return the ruling of one suite; one that told of no test is not measured."""
    rulings = {reason.ruling for reason in reasons if reason.suite == suite.name}
    if not suite.has_tests or len(suite.parts) < suite.expected:
        return NOT_MEASURED
    return next((ruling for ruling in (BROKEN, NOT_MEASURED) if ruling in rulings), KEPT)


def find_notes(suites: Sequence[SuiteSum], coverage: CoverageFindings) -> tuple[str, ...]:
    """Return what else is to be known of a run."""
    notes = ["no gates were judged: the run came in pieces, as files of other tools"]
    notes += [
        f"suite {suite.name} sent coverage and no tests: nothing is known of how its tests ended"
        for suite in suites
        if not suite.has_tests
    ]
    absolute = [path for path in coverage.paths if is_absolute(path)]
    if absolute:
        notes.append(
            f"{len(absolute)} source files have absolute paths, such as {absolute[0]}: no layer "
            "may match them; push with `root`, the folder of the checkout"
        )
    return tuple(notes)


def _find_gaps(found: PieceTally) -> Iterator[ReasonRecord]:
    for group, problem in describe_gaps(found):
        yield unmeasured("shard-missing", problem, "push the missing shards", suite=group.suite)
    if found.unannounced:
        yield unmeasured(
            "pieces-missing",
            f"{found.unannounced} of {found.expected} pieces did not arrive, and no other piece "
            "says which",
            "push them, or count the files of all suites, shards and formats in `pieces`",
        )


def _find_failures(suites: Sequence[SuiteSum]) -> Iterator[ReasonRecord]:
    failed = [
        (part, case)
        for suite in suites
        for part in suite.parts
        for case in part.cases
        if case.result in BAD
    ]
    for part, case in failed[:NAMED]:
        yield _failure(part, case)
    names = {part.place.group.suite for part, _ in failed[NAMED:]}
    for name in sorted(names):
        number = sum(part.place.group.suite == name for part, _ in failed[NAMED:])
        message = f"{number} more {'test' if number == 1 else 'tests'} failed in suite {name}"
        yield ReasonRecord(BROKEN, "test-failed", message, suite=name)


def _failure(part: SuitePart, case: Case) -> ReasonRecord:
    happened = "failed" if case.result == "failed" else "ended with an error"
    lines = case.message.splitlines()
    why = f": {lines[0][:500]}" if lines else ""
    return ReasonRecord(
        BROKEN,
        "test-failed",
        f"{case.nodeid[:1_000]} {happened} in {part.label}{why}",
        suite=part.place.group.suite,
        path=case.file or None,
        line=case.line or None,
    )


def _find_interrupted(suites: Sequence[SuiteSum]) -> Iterator[ReasonRecord]:
    for suite in suites:
        for part in suite.parts:
            if part.interrupted:
                yield unmeasured(
                    "run-interrupted",
                    f"the file of part {part.label} tells of a test run that was cut short, or of "
                    "a worker that died",
                    "run it again, as a run with an id of its own, and send the file of a run that "
                    "went to its end",
                    suite=suite.name,
                )


def _find_empty_suites(suites: Sequence[SuiteSum]) -> Iterator[ReasonRecord]:
    for suite in suites:
        if suite.has_tests and len(suite.parts) >= suite.expected:
            for variant, parts in suite.by_variant.items():
                yield from _find_empty(suite.name, variant, parts)


def _find_empty(suite: str, variant: str, parts: Sequence[SuitePart]) -> Iterator[ReasonRecord]:
    """Yield why a variant of which no test ran has not passed; one that was cut short is no case.

    All shards together count: one of them may get no test, or only tests that are skipped.
    """
    named = f"{suite} ({variant})" if variant else suite
    counts = count_tests(parts)
    if counts.selected > counts.skipped or any(part.interrupted for part in parts):
        return
    if counts.selected:
        yield unmeasured(
            "all-skipped",
            f"every test of suite {named} was skipped",
            "provide what the tests need, or do not run the suite",
            suite=suite,
        )
    else:
        yield unmeasured(
            "suite-empty",
            f"the files of suite {named} have no test",
            "see which tests its run selects",
            suite=suite,
        )


def _find_no_tests(suites: Sequence[SuiteSum]) -> Iterator[ReasonRecord]:
    if not any(suite.has_tests for suite in suites):
        yield unmeasured(
            "no-tests",
            "no piece tells of tests, so nothing says whether they passed",
            "push the JUnit files of the run as well",
        )
