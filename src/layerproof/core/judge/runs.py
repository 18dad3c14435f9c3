"""What one part's run says about itself: whether it came to its end and ran all its tests."""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.core.config.values import Suite
from layerproof.core.judge.reasons import session_of, unmeasured
from layerproof.core.judge.values import Reason
from layerproof.core.outcome.values import PartOutcome, Result, Status
from layerproof.core.wording import count_noun, name_some

#: How a test can end that makes pytest exit with 1.
FAILED = (Result.FAILED, Result.ERROR)

_PASSED, _TESTS_FAILED, _NO_TESTS = 0, 1, 5
_MEANING = {
    2: "pytest was interrupted or could not collect the tests",
    3: "pytest could not run: an internal error, or what is explained above its end",
    4: "pytest was called in a way that it cannot follow",
    6: "pytest counted more warnings than the project allows",
}


def find_run_faults(outcome: PartOutcome, suite: Suite) -> Iterator[Reason]:
    """Yield every reason for which this part's run is not a whole run of its tests."""
    label = outcome.part.label
    again = session_of(outcome.part)
    if outcome.status is Status.STARTED:
        yield unmeasured(
            "suite-killed",
            f"{label} started and never came to its end; it was killed, or it still runs",
            f"{again} and wait for its end",
            suite=suite.name,
        )
    elif outcome.status is Status.INTERRUPTED:
        yield unmeasured("suite-interrupted", f"{label} was interrupted", again, suite=suite.name)
    else:
        yield from _find_failed_run(outcome, suite)
        yield from _find_gaps(outcome, suite)


def _find_failed_run(outcome: PartOutcome, suite: Suite) -> Iterator[Reason]:
    problems = _find_problems(outcome)
    if problems:
        details = name_some(problems, 5)
        yield unmeasured(
            "run-failed",
            f"{outcome.part.label} did not run as a whole: {details}",
            f"cure what pytest reports, then {session_of(outcome.part)}",
            suite=suite.name,
        )


def _find_problems(outcome: PartOutcome) -> tuple[str, ...]:
    problem = _exit_problem(outcome)
    return (problem, *outcome.faults) if problem else outcome.faults


def _exit_problem(outcome: PartOutcome) -> str:
    code = outcome.exit_code
    if code in (_PASSED, _NO_TESTS):
        return ""
    if code is None:
        return "it recorded no exit code"
    if code == _TESTS_FAILED:
        failed = any(test.result in FAILED for test in outcome.tests)
        return (
            ""
            if failed or outcome.faults
            else "pytest exited with 1, but no test is recorded as failed"
        )
    return _MEANING.get(code, f"pytest exited with {code}")


def _find_gaps(outcome: PartOutcome, suite: Suite) -> Iterator[Reason]:
    label = outcome.part.label
    if outcome.narrowed:
        yield unmeasured(
            "suite-narrowed",
            f"{label} was narrowed by {name_some(outcome.narrowed)}, so "
            f"{'not all' if outcome.tests else 'none of'} its tests ran",
            f"{session_of(outcome.part)} without further arguments",
            suite=suite.name,
        )
    if outcome.selected == 0 and not _find_problems(outcome):
        yield unmeasured(
            "suite-empty",
            f"{label} selected no test; its marker expression is `{suite.select}`",
            "write a test for it, correct the expression or the folders, or take the suite "
            "out of [tool.layerproof.suites]",
            suite=suite.name,
        )
    recorded = len({test.nodeid for test in outcome.tests})
    if recorded < outcome.assigned and not outcome.narrowed:
        yield unmeasured(
            "tests-missing",
            f"{label} recorded {count_noun(recorded, 'test')} of {outcome.assigned}",
            f"look for what ended the run early (a crashed worker, -x), then "
            f"{session_of(outcome.part)}",
            suite=suite.name,
        )
    if outcome.uncollected:
        yield unmeasured(
            "tests-uncollected",
            f"{label}: pytest did not collect {name_some(outcome.uncollected)}, named as a test "
            "module",
            "let pytest collect it, rename it, or list it in `ignored_tests` of the table",
            suite=suite.name,
        )
    if outcome.misplaced:
        yield unmeasured(
            "tests-misplaced",
            f"{label} ran tests of {name_some(outcome.misplaced)}, not named as a test module "
            "under a folder of `tests`: its lines may count as source, its changes go unnoticed",
            "add its folder to `tests` of the table, move it, or rename it",
            suite=suite.name,
        )
