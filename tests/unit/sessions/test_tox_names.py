"""What the name of a tox environment means."""

from __future__ import annotations

import pytest

from layerproof.sessions.session_table import Kind, SessionPlan
from layerproof.sessions.tox_names import ToxRow, find_row, list_dependencies, list_rows

TWO = ("3.11", "3.12")
UNIT = SessionPlan("unit", Kind.SUITE, "", pythons=TWO)
RACES = SessionPlan("concurrency", Kind.SUITE, "", exclusive=True)
TIMES = SessionPlan("performance", Kind.SUITE, "", exclusive=True)
SLOW = SessionPlan("slow", Kind.SUITE, "")
COVERAGE = SessionPlan("coverage", Kind.COVERAGE, "", pythons=("3.12",), exclusive=True)
PLANS = (UNIT, RACES, TIMES, SLOW, COVERAGE)


def test_a_suite_has_an_environment_for_each_python() -> None:
    """Suites are multiplied by the Pythons; what judges them is not."""
    assert list_rows((UNIT, SLOW, COVERAGE)) == (
        ToxRow("unit-3.11", UNIT, "3.11"),
        ToxRow("unit-3.12", UNIT, "3.12"),
        ToxRow("slow", SLOW),
        ToxRow("coverage", COVERAGE, "3.12"),
    )


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("unit", ToxRow("unit", UNIT, "3.11")),
        ("unit-3.13", ToxRow("unit-3.13", UNIT, "3.13")),
        ("py312-unit", ToxRow("py312-unit", UNIT, "3.12")),
        ("unit-py3.12", ToxRow("unit-py3.12", UNIT, "3.12")),
        ("slow", ToxRow("slow", SLOW)),
        ("unit-docs", None),
        ("lint", None),
    ],
)
def test_any_spelling_of_a_suite_and_a_python_is_that_suite(name: str, row: ToxRow | None) -> None:
    """To tox such a name is an environment without commands, and one of those passes."""
    assert find_row(name, PLANS, running="3.11") == row


def test_a_suite_falls_back_to_its_last_python() -> None:
    """Plain ``unit`` cannot run in a Python that the project does not name."""
    assert find_row("unit", PLANS, running="3.14") == ToxRow("unit", UNIT, "3.12")


def test_who_waits_for_whom() -> None:
    """Timed suites wait for the others and for each other, and coverage waits for all."""
    rows = list_rows(PLANS)
    assert {row.name: list_dependencies(row, rows) for row in rows} == {
        "unit-3.11": (),
        "unit-3.12": (),
        "concurrency": ("unit-3.11", "unit-3.12", "slow"),
        "performance": ("unit-3.11", "unit-3.12", "concurrency", "slow"),
        "slow": (),
        "coverage": ("unit-3.11", "unit-3.12", "concurrency", "performance", "slow"),
    }
