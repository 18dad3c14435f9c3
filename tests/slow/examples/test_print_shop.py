"""The print shop on a machine without a browser."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.examples import copy_example, run_pytest, run_suite


def test_without_a_browser_the_suite_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test that needs Chromium skips, says what to install, and the rest counts."""
    root = copy_example("print_shop", tmp_path)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))

    shown = run_pytest(root, "-rs", "tests/integration/browser")
    done = run_suite(root, "integration")

    assert shown.code == 0, shown.text
    assert "needs Chromium and chromedriver: apt-get install chromium chromium-driver" in shown.text
    assert (done.code, "1 skipped" in done.text) == (0, True), done.text
