"""Whole runs of projects that leave tests or files out unnoticed: none of them is kept.

Every test spoils a small backend before it runs, where ``test_false_greens`` spoils a record.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.plain_shop import edit, write_plain_shop
from tests.support.runs import Done, layerproof

SUITES = ("unit", "integration")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Return a project that would be kept."""
    return write_plain_shop(tmp_path)


def run_all(root: Path) -> Done:
    """Run both suites, whatever comes of them, then judge."""
    for suite in SUITES:
        layerproof(root, "run", "--suite", suite)
    return layerproof(root, "coverage")


def test_a_run_is_not_labelled_with_another_python(shop: Path) -> None:
    """A run on one Python is refused as that of another, which would then count as measured."""
    other = "3.13" if sys.version_info[:2] != (3, 13) else "3.12"
    edit(shop / "pyproject.toml", "fail_under = 70", f'pythons = ["{other}"]\nfail_under = 70')
    done = layerproof(shop, "run", "--suite", "unit", "--python", other)
    assert done.code == 2
    assert f"it cannot stand for {other}" in done.text
