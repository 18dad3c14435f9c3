"""Tests that the pages on architecture and CI name what there is, and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from ci.lint.rules import RULES

ROOT = Path(__file__).parents[3]
TARGETS = (
    "test test-fast test-unit test-integration test-api test-cov test-parallel lint bench demo help"
)


def test_the_architecture_page_lists_every_house_rule() -> None:
    """A rule is in the table as soon as it is enforced, and no longer than that."""
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    table = page.partition("one rule a module")[2].partition("An exception names")[0]
    listed = re.findall(r"`([a-z-]+)`", "".join(re.findall(r"^\| (.+?) \|", table, re.MULTILINE)))

    assert listed == [rule.name for rule in RULES]


def test_the_architecture_page_lists_every_room() -> None:
    """A room that is drawn exists, and a room that exists is drawn."""
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    table = page.partition("| room |")[2].partition("Outside the package")[0]
    listed = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (.+?) \|", table, re.MULTILINE)))
    source = ROOT / "src/layerproof"
    rooms = {path.stem for path in source.iterdir() if path.suffix == ".py"} | {
        path.parent.name for path in source.glob("*/__init__.py")
    }

    assert set(listed) == rooms - {"__init__", "__main__", "nox"}


def test_the_ci_page_lists_every_script() -> None:
    """Each piece is in the table, and the table names no piece that is gone."""
    page = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(ci/[a-z-]+|\.ci/run)[ `]", page, re.MULTILINE)
    scripts = [
        f"ci/{path.name}"
        for path in (ROOT / "ci").iterdir()
        if path.is_file() and not path.suffix and os.access(path, os.X_OK)
    ]

    assert sorted(listed) == sorted([*scripts, ".ci/run"])


def test_make_without_a_target_lists_the_targets() -> None:
    """Every target of everyday work is there with a sentence, and nothing is installed."""
    shown = subprocess.run(
        ["make", "--no-print-directory"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    ).stdout
    listed = {
        target
        for line in shown.splitlines()[2:]
        for target in line.strip().partition("  ")[0].split()
    }

    assert shown.startswith('usage: make TARGET [ARGS="..."] [PYTHON=python3.12]\n')
    assert set(TARGETS.split()) <= listed
