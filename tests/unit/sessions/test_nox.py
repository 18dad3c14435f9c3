"""What the Nox door reads from Nox's own arguments."""

from __future__ import annotations

from pathlib import Path

import nox
import pytest

from layerproof.sessions.nox import define_sessions, read_jobs


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


@pytest.mark.parametrize(
    ("chosen", "then"),
    [
        (None, None),
        (["lint"], ["lint", "unit", "coverage"]),
        (["lint", "unit"], ["lint", "unit"]),
        (["lint", "unit-3.12"], ["lint", "unit-3.12"]),
    ],
)
def test_plain_nox_runs_the_suites_beside_what_the_noxfile_chose(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    chosen: list[str] | None,
    then: list[str] | None,
) -> None:
    """A noxfile that chose its own sessions before gets the suites too, unless it names one."""
    table = '[tool.layerproof]\nsource = ["src"]\n[tool.layerproof.suites]\nunit = {}\n'
    (tmp_path / "pyproject.toml").write_text(table)
    monkeypatch.setattr(nox.registry, "_REGISTRY", type(nox.registry._REGISTRY)())
    monkeypatch.setattr(nox.options, "sessions", chosen)
    define_sessions(tmp_path)
    assert nox.options.sessions == then
