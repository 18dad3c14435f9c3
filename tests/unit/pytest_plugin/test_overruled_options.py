"""Which of a project's addopts a suite's run overrules."""

from __future__ import annotations

import pytest

from layerproof.pytest_plugin.overruled_options import explain_overruled

SELECTS = "the suites select; `deselect` leaves tests out on purpose"
MEASURES = "Layerproof measures, and the gates stand in its table"
WORKERS = "the suite's `workers` say how many run"


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (["-ra", "--strict-markers", "--dist", "loadfile", "--no-header"], []),
        (
            ["--cov=shop", "--cov-fail-under=70", "--cov"],
            [
                "--cov=shop --cov-fail-under=70 --cov of addopts is off in this run: " + MEASURES,
            ],
        ),
        (["-n", "4"], [f"-n 4 of addopts does not count: {WORKERS}"]),
        (["-nauto"], [f"-n auto of addopts does not count: {WORKERS}"]),
        (["--numprocesses=3"], [f"--numprocesses 3 of addopts does not count: {WORKERS}"]),
        (
            ["-m", "not slow", "-k=api"],
            [
                f"-m not slow of addopts does not count: {SELECTS}",
                f"-k api of addopts does not count: {SELECTS}",
            ],
        ),
        (["-m"], []),
    ],
)
def test_overruled_options_are_explained(words: list[str], lines: list[str]) -> None:
    """Each option that a suite's run overrules is named with its value and the reason."""
    assert list(explain_overruled(words)) == lines
