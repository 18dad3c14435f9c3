"""How a test ended, from its phases."""

from __future__ import annotations

from typing import Any

import pytest

from layerproof.adoption.probing.endings import hide_passwords, name_cause, read_outcome
from layerproof.adoption.probing.values import ProbedOutcome


def _phase(outcome: str, message: str = "", *, expected: bool = False) -> dict[str, Any]:
    return {"outcome": outcome, "seconds": 0.5, "message": message, "expected": expected}


_OK = _phase("passed")


@pytest.mark.parametrize(
    ("phases", "status", "message"),
    [
        ({"setup": _OK, "call": _OK, "teardown": _OK}, "passed", ""),
        ({"setup": _OK, "call": _phase("failed", "E   no"), "teardown": _OK}, "failed", "no"),
        ({"setup": _phase("failed", "E   no"), "teardown": _OK}, "error", "no"),
        ({"setup": _OK, "call": _OK, "teardown": _phase("failed", "E   x")}, "error", "x"),
        ({"setup": _phase("skipped", "Skipped: why"), "teardown": _OK}, "skipped", "Skipped: why"),
        (
            {"setup": _OK, "call": _phase("skipped", "E   a", expected=True), "teardown": _OK},
            "xfailed",
            "a",
        ),
        ({"setup": _OK, "call": _phase("passed", expected=True), "teardown": _OK}, "xpassed", ""),
        ({"setup": _OK, "call": _phase("failed", "E   x")}, "failed", "x"),
        (
            {"setup": _OK, "???": _phase("failed", "worker 'gw0' crashed")},
            "failed",
            "worker 'gw0' crashed",
        ),
    ],
)
def test_a_status_is_what_pytest_counts(
    phases: dict[str, dict[str, Any]], status: str, message: str
) -> None:
    """The first phase that went wrong decides; what xdist says of a lost worker is a failure."""
    outcome = read_outcome(phases, 0.0)
    assert outcome is not None
    assert (outcome.status, outcome.message) == (status, message)


def test_seconds_go_by_phase() -> None:
    """Each phase's time is kept apart, with the time asleep beside them."""
    assert read_outcome({"setup": _OK, "call": _OK, "teardown": _OK}, 0.25) == ProbedOutcome(
        "passed", setup=0.5, call=0.5, teardown=0.5, slept=0.25
    )


def test_a_test_that_was_cut_off_has_no_outcome() -> None:
    """What did not come to its end neither passed nor failed."""
    assert read_outcome({"setup": _OK, "call": _OK}, 0.0) is None


def test_the_cause_is_the_last_error() -> None:
    """Of a report with a chain of errors the last one counts; without marks the last line."""
    report = "def test():\n    go()\nE   ValueError: 1\n\nE   KeyError: 'a'\nx.py:3: KeyError"
    assert name_cause(report) == "KeyError: 'a'"
    assert name_cause("first\nlast\n") == "last"
    assert name_cause("") == ""


@pytest.mark.parametrize(
    ("report", "cause"),
    [
        (
            (
                "    assert [] == ['bowl']\n"
                "E   AssertionError: assert [] == ['bowl']\n"
                "E     \n"
                "E     Right contains one more item: 'bowl'\n"
                "E     Use -v to get more diff\n"
                "tests/test_a.py:3: AssertionError"
            ),
            "AssertionError: assert [] == ['bowl']",
        ),
        (
            (
                ">       assert add().id == 1\n"
                "E       assert 3 == 1\n"
                "E        +  where 3 = <Piece object at 0x7f>.id\n"
            ),
            "assert 3 == 1",
        ),
        (
            (
                "E   sqlalchemy.exc.OperationalError: (psycopg.Error) gone\n"
                "E   [SQL: select 1]\n"
                "E   (Background on this error at: https://sqlalche.me/e/21/e3q8)\n"
            ),
            "sqlalchemy.exc.OperationalError: (psycopg.Error) gone",
        ),
        (
            (
                'E     File "x.py", line 1\n'
                "E       def test_x(:\n"
                "E                  ^\n"
                "E   SyntaxError: invalid syntax\n"
            ),
            "SyntaxError: invalid syntax",
        ),
        (
            (
                "ERROR: error[config]: the configuration has 4 faults\n"
                "  pyproject.toml: tool.layerproof.layrs: is not a key of this table\n"
                "  do: see docs/configuration.md\n"
            ),
            "ERROR: error[config]: the configuration has 4 faults",
        ),
    ],
)
def test_the_cause_is_what_was_raised_and_not_what_explains_it(report: str, cause: str) -> None:
    """Differences, statements and hints below an error are left out, and code above it is."""
    assert name_cause(report) == cause


def test_passwords_of_addresses_are_hidden() -> None:
    """An address in a message keeps all but its password."""
    text = "cannot reach postgresql+asyncpg://shop:s3cr:et@db:5432/shop, see http://x/y"
    assert hide_passwords(text) == (
        "cannot reach postgresql+asyncpg://shop:***@db:5432/shop, see http://x/y"
    )
