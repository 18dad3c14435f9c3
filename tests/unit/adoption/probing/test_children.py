"""The environment of a child."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from layerproof.adoption.probing.children import make_environment


def test_what_an_outer_run_has_set_stays_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child is no worker of an outer run, and nobody measures it by chance."""
    for name in ("PYTEST_XDIST_WORKER", "COVERAGE_PROCESS_START", "LAYERPROOF_RUNNER"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("PYTEST_ADDOPTS", "-q")
    env = make_environment("/usr/bin/python", {"SHOP": "1"})
    assert {"PYTEST_XDIST_WORKER", "COVERAGE_PROCESS_START", "LAYERPROOF_RUNNER"}.isdisjoint(env)
    assert (env["PYTEST_ADDOPTS"], env["SHOP"]) == ("-q", "1")


def test_scripts_of_the_projects_environment_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that start ``alembic`` start the one that is installed with them."""
    monkeypatch.setenv("PATH", "/usr/bin")
    (tmp_path / "pyvenv.cfg").touch()
    env = make_environment(str(tmp_path / "bin/python"), {})
    assert env["PATH"] == f"{tmp_path}/bin{os.pathsep}/usr/bin"
    assert env["VIRTUAL_ENV"] == str(tmp_path)
