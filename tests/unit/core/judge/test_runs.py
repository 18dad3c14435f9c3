"""What one part's run says about itself."""

from __future__ import annotations

import pytest

from layerproof.core.judge.values import Ruling
from layerproof.core.outcome.values import Part, Result, Status
from tests.support.evidence import a_record, messages, outline, ruled, whole_run, with_unit

NOT_MEASURED = Ruling.NOT_MEASURED


def test_whole_run_is_kept() -> None:
    """A run in which everything is there and reached has no reasons and no notes."""
    verdict = ruled(whole_run())
    assert (outline(verdict), verdict.notes) == ((Ruling.KEPT, []), ())


def test_killed_suite_is_not_measured() -> None:
    """A part that started and never ended is not measured."""
    verdict = ruled(with_unit(status=Status.STARTED, exit_code=None, tests=()))
    assert outline(verdict) == (NOT_MEASURED, [("suite-killed", "unit")])


def test_interrupted_suite_is_not_measured() -> None:
    """A part that was interrupted is not measured."""
    verdict = ruled(with_unit(status=Status.INTERRUPTED, exit_code=2))
    assert outline(verdict) == (NOT_MEASURED, [("suite-interrupted", "unit")])


@pytest.mark.parametrize("code", [None, 2, 3, 4, 6, -9])
def test_failed_run_is_not_measured(code: int | None) -> None:
    """An exit code other than passed, tests failed and no tests means that the run failed."""
    assert outline(ruled(with_unit(exit_code=code))) == (NOT_MEASURED, [("run-failed", "unit")])


def test_failed_run_names_its_faults() -> None:
    """The faults that pytest recorded stand in the reason."""
    verdict = ruled(with_unit(exit_code=2, faults=("tests/unit/test_a.py: SyntaxError",)))
    assert messages(verdict) == [
        (
            "unit did not run as a whole: pytest was interrupted or could not collect the tests, "
            "tests/unit/test_a.py: SyntaxError"
        )
    ]


def test_fault_without_exit_code_is_not_measured() -> None:
    """A recorded fault counts even when pytest exits with 0."""
    verdict = ruled(with_unit(faults=("worker gw1 crashed",)))
    assert messages(verdict) == ["unit did not run as a whole: worker gw1 crashed"]


def test_exit_with_failures_needs_a_failed_test() -> None:
    """Exit code 1 without any failed test on record is no run that can be judged."""
    verdict = ruled(with_unit(exit_code=1))
    assert messages(verdict) == [
        "unit did not run as a whole: pytest exited with 1, but no test is recorded as failed"
    ]


def test_narrowed_suite_is_not_measured() -> None:
    """A run narrowed by arguments is not measured, and the reason says by which."""
    verdict = ruled(with_unit(narrowed=("-k login",), tests=(a_record(),)))
    assert outline(verdict) == (NOT_MEASURED, [("suite-narrowed", "unit")])
    assert messages(verdict) == ["unit was narrowed by -k login, so not all its tests ran"]


def test_arguments_that_leave_no_test_are_named() -> None:
    """Where the arguments match no test at all, the reason says so."""
    verdict = ruled(with_unit(narrowed=("-k lgoin",), selected=0, assigned=0, tests=()))
    assert "unit was narrowed by -k lgoin, so none of its tests ran" in messages(verdict)


def test_empty_suite_names_its_expression() -> None:
    """A declared suite that selected no test is not measured, and its expression is named."""
    verdict = ruled(with_unit(selected=0, assigned=0, tests=(), exit_code=5))
    assert outline(verdict) == (NOT_MEASURED, [("suite-empty", "unit")])
    assert messages(verdict) == ["unit selected no test; its marker expression is `unit`"]


def test_broken_run_is_not_called_empty() -> None:
    """Where pytest broke before it could select, its fault is named and no empty expression."""
    verdict = ruled(with_unit(exit_code=4, selected=0, assigned=0, tests=()))
    assert outline(verdict) == (NOT_MEASURED, [("run-failed", "unit")])


def test_uncollected_files_are_not_measured() -> None:
    """A file that looks like tests and was not collected may hold tests that never run."""
    verdict = ruled(with_unit(uncollected=("tests/unit/test_new.py",)))
    assert outline(verdict) == (NOT_MEASURED, [("tests-uncollected", "unit")])


def test_misplaced_files_are_not_measured() -> None:
    """Tests in a file that does not count as one of the tests may count as source."""
    verdict = ruled(with_unit(misplaced=("src/shop/test_service.py",)))
    assert outline(verdict) == (NOT_MEASURED, [("tests-misplaced", "unit")])


def test_missing_tests_are_not_measured() -> None:
    """Fewer records than tests, with nothing that narrowed the run, is not measured."""
    verdict = ruled(with_unit(tests=(a_record(),)))
    assert outline(verdict) == (NOT_MEASURED, [("tests-missing", "unit")])
    assert messages(verdict) == ["unit recorded 1 test of 2"]


def test_test_that_is_recorded_twice_hides_no_other() -> None:
    """Tests are counted by their id, so a repeated one does not stand for a missing one."""
    verdict = ruled(with_unit(tests=(a_record(), a_record())))
    assert outline(verdict) == (NOT_MEASURED, [("tests-missing", "unit")])


def test_suite_with_all_tests_skipped_is_not_measured() -> None:
    """A suite whose every test was skipped proves nothing, and the reason says why."""
    skipped = tuple(a_record(name, Result.SKIPPED, "needs PostgreSQL") for name in ("a", "b"))
    verdict = ruled(with_unit(tests=skipped))
    assert outline(verdict) == (NOT_MEASURED, [("all-skipped", "unit")])
    assert messages(verdict) == ["every test of suite unit was skipped: needs PostgreSQL"]


def test_skipped_suite_without_reasons_names_its_python() -> None:
    """The Python version is named, and nothing where the tests gave no reason."""
    skipped = (a_record("a", Result.SKIPPED), a_record("b", Result.SKIPPED))
    verdict = ruled(with_unit(part=Part("unit", "3.12"), tests=skipped))
    assert messages(verdict) == ["every test of suite unit was skipped on Python 3.12"]
