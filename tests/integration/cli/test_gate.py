"""``layerproof gate``: one suite that has run, judged by its own gates."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.support.command_line import Command
from tests.support.plain_shop import edit


def test_kept(shop: Path, command: Command) -> None:
    """The gates are told with what was found, and the ruling last."""
    done = command(shop, "gate", "--suite", "unit")
    assert done.code == 0
    lines = done.text.splitlines()
    assert lines[-2:] == ["  ✓ service: 100.0 % (gate: 80 %)", "suite unit: kept"]
    assert lines[0].startswith("unit: 3 passed in ")


def test_broken(shop: Path, command: Command) -> None:
    """A gate of its own that is missed exits with 1."""
    edit(shop / "pyproject.toml", "{ service = 80 }", "{ repository = 80 }")
    done = command(shop, "gate", "--suite", "unit")
    assert (done.code, done.text.splitlines()[-1]) == (1, "suite unit: broken")


def test_not_measured(shop: Path, command: Command) -> None:
    """A suite that did not run exits with 3; others do not matter."""
    shutil.rmtree(shop / ".layerproof" / "suites" / "integration")
    done = command(shop, "gate", "--suite", "integration")
    assert (done.code, done.text.splitlines()[-1]) == (3, "suite integration: not measured")
    assert command(shop, "gate", "--suite", "unit").code == 0


def test_slow_tests_are_listed(shop: Path, command: Command) -> None:
    """The suite's budget is held to what its tests took."""
    edit(shop / "pyproject.toml", "unit = { gates", "unit = { budget_ms = 100, gates")
    path = shop / ".layerproof/suites/unit/outcome.json"
    record = json.loads(path.read_text())
    record["tests"][0][2] = 0.25
    path.write_text(json.dumps(record))
    lines = command(shop, "gate", "--suite", "unit").text.splitlines()
    assert lines[1:3] == [
        "  1 test over the budget of 100 ms:",
        f"       250 ms  {record['tests'][0][0]}",
    ]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--suite", "smoke"], "error[usage]: there is no suite named 'smoke'"),
        ([], "the following arguments are required: --suite"),
    ],
)
def test_wrong_use(shop: Path, command: Command, words: list[str], problem: str) -> None:
    """A suite that there is not, or that is not named, exits with 2 and says so."""
    done = command(shop, "gate", *words)
    assert done.code == 2
    assert problem in done.text
    assert "Traceback" not in done.text
