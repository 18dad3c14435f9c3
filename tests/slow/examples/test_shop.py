"""Tests that the example keeps its gates, and that they would notice."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SHOP = Path(__file__).parents[3] / "examples/shop"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A copy of the example without what earlier runs left in it."""
    ignored = shutil.ignore_patterns(".nox", ".layerproof", "__pycache__")
    return Path(shutil.copytree(SHOP, tmp_path / "shop", ignore=ignored))


def _layerproof(shop: Path, *words: str) -> int:
    ended = subprocess.run(
        [sys.executable, "-m", "layerproof", *words],
        cwd=shop,
        env={**os.environ, "PYTHONPATH": str(shop / "src")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return ended.returncode


def _judge(shop: Path) -> tuple[list[int], dict[str, str]]:
    """Run everything; return the exit codes, and the ruling of each merged gate by its layer."""
    codes = [_layerproof(shop, "run", "--suite", name) for name in ("unit", "integration", "api")]
    codes.append(_layerproof(shop, "coverage"))
    report = json.loads((shop / ".layerproof/report/report.json").read_text(encoding="utf-8"))
    merged = {g["layer"]: g["ruling"] for g in report["gates"] if g["scope"] == "merged"}
    return codes, merged


def test_the_shop_is_kept(shop: Path) -> None:
    """All suites pass, every layer meets its gate, and the report is there."""
    kept = {"repository": "kept", "service": "kept", "router": "kept", "total": "kept"}

    assert _judge(shop) == ([0, 0, 0, 0], kept)
    assert (shop / ".layerproof/report/index.html").stat().st_size > 1_000


def test_the_shop_without_a_repositorys_test_is_broken(shop: Path) -> None:
    """Taking one test away breaks the gate of the layer that it held, and no other."""
    tests = shop / "tests/integration/test_repositories.py"
    text = tests.read_text()
    tests.write_text(text[: text.index("async def test_totals_add_up")])

    codes, merged = _judge(shop)

    assert codes == [0, 1, 0, 1]
    assert merged == {
        "repository": "broken",
        "service": "kept",
        "router": "kept",
        "total": "kept",
    }
