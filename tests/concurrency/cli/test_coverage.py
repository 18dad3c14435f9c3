"""Merging while others merge, and while a suite is running."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.support.plain_shop import write_plain_shop
from tests.support.runs import layerproof, read_outcome, read_report, untraced_environment

MERGES = 3

#: A test that says that it runs, and goes on when it is told: each opens its end of a pipe.
HELD = """
    from pathlib import Path


    def test_held():
        Path("running").write_text("it runs")
        assert Path("go").read_text() == "go on"
    """


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project of which both suites have run."""
    root = write_plain_shop(tmp_path_factory.mktemp("shop"))
    for suite in ("unit", "integration"):
        done = layerproof(root, "run", "--suite", suite)
        assert done.code == 0, done.text
    return root


@contextmanager
def start(root: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Start the command, and end it at the latest with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "layerproof", *words],
        cwd=root,
        env=untraced_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def recorded(root: Path) -> dict[str, bytes]:
    """Return everything that the suites recorded."""
    files = (root / ".layerproof" / "suites").rglob("*")
    return {str(path): path.read_bytes() for path in files if path.is_file()}


def test_merges_at_once(shop: Path) -> None:
    """All of them keep the run, and what they leave are whole reports and untouched records."""
    before = recorded(shop)
    commands = [start(shop, "coverage") for _ in range(MERGES)]
    with commands[0] as first, commands[1] as second, commands[2] as third:
        said = [one.communicate(timeout=60)[0] for one in (first, second, third)]
        assert [one.returncode for one in (first, second, third)] == [0, 0, 0], said
    assert recorded(shop) == before
    folder = shop / ".layerproof" / "report"
    assert read_report(shop)["verdict"]["ruling"] == "kept"
    assert json.loads((shop / ".layerproof" / "manifest.json").read_text())
    assert (folder / "index.html").read_text().rstrip().endswith("</html>")
    for name in ("coverage.xml", "junit/unit.xml", "junit/integration.xml"):
        ET.fromstring((folder / name).read_text())
    assert list((shop / ".layerproof").rglob("*.part")) == []


def test_merge_while_a_suite_runs(tmp_path: Path) -> None:
    """It says that nothing is measured yet, and the running suite comes to its end undisturbed."""
    root = write_plain_shop(tmp_path, **{"tests/integration/test_held.py": HELD})
    assert layerproof(root, "run", "--suite", "unit").code == 0
    for name in ("running", "go"):
        os.mkfifo(root / name)
    with start(root, "run", "--suite", "integration") as running:
        assert (root / "running").read_text() == "it runs"
        merged = layerproof(root, "coverage")
        (root / "go").write_text("go on")
        said = running.communicate(timeout=60)[0]
    assert (merged.code, running.returncode) == (3, 0), merged.text + said
    assert "integration started and never came to its end" in merged.text
    assert read_outcome(root, "integration")["status"] == "finished"
    assert layerproof(root, "coverage").code == 0
