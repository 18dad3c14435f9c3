"""One real run of a small backend, of which each test that asks gets a copy in another place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.plain_shop import write_plain_shop
from tests.support.runs import layerproof


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project of which both suites have run."""
    root = write_plain_shop(tmp_path_factory.mktemp("finished"))
    for suite in ("unit", "integration"):
        done = layerproof(root, "run", "--suite", suite)
        assert done.code == 0, done.text
    return root


@pytest.fixture
def shop(finished_run: Path, tmp_path: Path) -> Path:
    """Return a copy of the project with all that its run recorded."""
    return shutil.copytree(finished_run, tmp_path / "checkout")
