"""A test that stands in a file several times."""

from __future__ import annotations

import pytest

from layerproof.history.records.pieces import Case
from layerproof.history.services.pieces.repeats import settle

TEARDOWN = 'failed on teardown with "ValueError"'


def case(result: str, message: str = "", *, nodeid: str = "t", retries: int = 0) -> Case:
    """Return an attempt of one second."""
    return Case(nodeid, result, 1.0, message, retries)


def test_tests_that_stand_once_stay_as_they_are() -> None:
    """Different tests keep their order and all that is told of them."""
    cases = (case("failed", "m", nodeid="b"), case("passed", nodeid="a", retries=2))
    assert settle(cases, by_pytest=True) == cases


@pytest.mark.parametrize(
    ("attempts", "result", "retries"),
    [
        # pytest-rerunfailures writes what was tried again as if it had passed.
        ([case("passed"), case("passed"), case("passed")], "passed", 2),
        ([case("passed"), case("failed")], "failed", 1),
        ([case("passed"), case("error")], "error", 1),
        ([case("passed"), case("skipped")], "skipped", 1),
        ([case("passed"), case("xfailed")], "xfailed", 1),
        ([case("passed"), case("xfailed"), case("skipped")], "skipped", 2),
        # A failure is never lost, whatever comes after it.
        ([case("failed"), case("passed")], "failed", 1),
        # A tear-down that fails after its test is not another attempt.
        ([case("failed"), case("error", TEARDOWN)], "failed", 0),
        ([case("passed"), case("failed"), case("error", TEARDOWN)], "failed", 1),
        ([case("error", TEARDOWN), case("error", TEARDOWN)], "error", 1),
        # What is no tear-down is another attempt, and so is a failure that calls itself one.
        ([case("failed"), case("error", "boom")], "error", 1),
        ([case("failed"), case("failed", TEARDOWN)], "failed", 1),
        # One that fails after a test that has passed in the end is how the test ended.
        ([case("passed"), case("error", TEARDOWN)], "error", 1),
        ([case("passed"), case("passed"), case("error", TEARDOWN)], "error", 2),
        ([case("skipped"), case("error", TEARDOWN)], "error", 1),
    ],
)
def test_repeats_by_pytest(attempts: list[Case], result: str, retries: int) -> None:
    """In a file of pytest the last attempt counts, unless one has failed."""
    (found,) = settle(attempts, by_pytest=True)
    assert (found.result, found.retries, found.seconds) == (result, retries, len(attempts))


@pytest.mark.parametrize(
    ("attempts", "result"),
    [
        ([case("failed"), case("passed")], "failed"),
        ([case("passed"), case("failed")], "failed"),
        ([case("failed"), case("error", TEARDOWN)], "error"),
        ([case("passed"), case("passed")], "passed"),
        ([case("skipped"), case("passed")], "passed"),
        ([case("skipped"), case("xfailed")], "xfailed"),
    ],
)
def test_repeats_by_others(attempts: list[Case], result: str) -> None:
    """Elsewhere one name may be two tests: the worst counts, and nothing was tried again."""
    (found,) = settle(attempts, by_pytest=False)
    assert (found.result, found.retries, found.seconds) == (result, 0, 2.0)


def test_told_retries_add_up() -> None:
    """Retries that a file tells of are counted in each of its cases."""
    (found,) = settle([case("passed", retries=1), case("passed", retries=2)], by_pytest=False)
    assert found.retries == 3
