"""A thousand tests that commit, on two workers in an order of chance: nobody sees another's rows.

``LAYERPROOF_SOAK_RUNS=10 LAYERPROOF_SOAK_TESTS=1000 pytest tests/slow/pytest_plugin/test_soak.py``
is the long form; by itself it is short enough for every day.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.database_projects import ENGINES, Project
from tests.support.leftovers import assert_nothing_left
from tests.support.soaking import soak_runs, soak_tests, write_soak


@pytest.mark.parametrize("engine", ENGINES)
def test_no_test_sees_what_another_committed(tmp_path: Path, engine: str) -> None:
    """However the tests fall on two workers, each of them finds an empty database."""
    tests = soak_tests(200)
    project = write_soak(tmp_path, engine, tests)
    for seed in range(soak_runs(1)):
        project.env["SOAK_SEED"] = str(seed)
        ran = project.run("-n", "2", "-q", timeout=600)
        assert (ran.code, ran.count("passed")) == (0, tests), _shorten(seed, ran.text)
    assert_nothing_left(project)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_killed_worker_takes_nobody_with_it(tmp_path: Path, engine: str) -> None:
    """A worker that is killed in the middle of a test fails that test alone, and leaves nothing."""
    tests = soak_tests(200)
    project: Project = write_soak(tmp_path, engine, tests)
    project.env["SOAK_KILL"] = "worker"
    for seed in range(soak_runs(1)):
        project.env["SOAK_SEED"] = str(seed)
        (tmp_path / "killed").unlink(missing_ok=True)
        ran = project.run("-n", "2", "-q", timeout=600)
        assert (tmp_path / "killed").exists()
        assert re.search(r"worker 'gw\d' crashed while running", ran.text), _shorten(seed, ran.text)
        assert (ran.code, ran.count("passed")) == (1, tests - 1), _shorten(seed, ran.text)
    assert_nothing_left(project)


def _shorten(seed: int, text: str) -> str:
    return f"seed {seed}\n{text[-4_000:]}"
