"""What the Nox door reads from Nox's own arguments."""

from __future__ import annotations

import pytest

from layerproof.sessions.nox import read_jobs


@pytest.mark.parametrize(
    ("arguments", "jobs"),
    [
        (["-s", "unit"], 1),
        (["-j", "2", "-s", "unit"], 2),
        (["-j3"], 3),
        (["--parallel=4"], 4),
        (["-s", "unit", "--", "-j", "8"], 1),
        (["--parallel", "many"], 1),
        (["-j"], 1),
    ],
)
def test_jobs_are_those_of_nox(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], jobs: int
) -> None:
    """Only what stands before ``--`` is Nox's; nonsense is left for Nox to complain about."""
    monkeypatch.delenv("NOX_PARALLEL", raising=False)
    assert read_jobs(arguments) == jobs


def test_the_command_line_is_stronger_than_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """``NOX_PARALLEL`` counts where ``-j`` is not given."""
    monkeypatch.setenv("NOX_PARALLEL", "3")
    assert [read_jobs([]), read_jobs(["-j", "2"])] == [3, 2]
