"""``layerproof init`` on backends without a single test, then a whole ``nox``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.new_backends import ASYNCHRONOUS, SYNCHRONOUS
from tests.support.session_projects import run_tool, write_files


@pytest.mark.parametrize("files", [SYNCHRONOUS, ASYNCHRONOUS], ids=["sqlite", "postgresql"])
def test_a_backend_without_tests_gets_tests_that_pass(
    tmp_path: Path, files: Mapping[str, str]
) -> None:
    """One command and ``nox``: a test for each layer runs on a real database, and all is kept."""
    root = write_files(tmp_path / "library", files)
    done = run_tool(root, "layerproof", "init", "--yes", "--no-doctor")
    assert done.code == 0, done.output
    ended = run_tool(root, "nox", timeout=600)
    assert ended.code == 0, ended.output
    report = json.loads((root / ".layerproof/report/report.json").read_text(encoding="utf-8"))
    assert report["verdict"]["ruling"] == "kept"
    assert "kept: 3 suites, 4 tests" in ended.output
    assert "router      " in ended.output
    again = run_tool(root, "layerproof", "init", "--yes", "--no-doctor")
    assert "nothing to do: everything is there already" in again.output
