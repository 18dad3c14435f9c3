"""Tests that the import contracts of ``pyproject.toml`` fail where a room is entered wrongly."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the source and its contracts that may be broken."""
    shutil.copytree(
        ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def _broken_contracts(copy: Path) -> list[str]:
    """Return the names of the contracts that are broken in ``copy``."""
    ended = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()",
         "--no-cache"],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )  # fmt: skip
    # "BROKEN" may touch a long name, and a count of ignored imports may follow it.
    broken = re.findall(r"^(.+?) ?BROKEN(?: \(.*\))?$", ended.stdout, re.MULTILINE)
    assert (ended.returncode == 0) == (not broken), ended.stdout + ended.stderr
    return broken


def test_the_source_keeps_its_contracts(copy: Path) -> None:
    """Nothing is broken as it stands."""
    assert _broken_contracts(copy) == []


@pytest.mark.parametrize(
    ("place", "line", "contract"),
    [
        ("core/judge/values.py", "import layerproof.wiring", "Rooms: doors over wiring"),
        ("core/config/values.py", "import layerproof.core.judge.values", "Core: imports go"),
        ("core/judge/values.py", "import subprocess", "Core is pure"),
        ("core/judge/values.py", "from os.path import join", "Core is pure"),
        ("adapters/git.py", "import layerproof.adapters.records", "Adapters: one outside thing"),
        ("cli/run.py", "import layerproof.adapters.git", "Only the wiring knows"),
        ("history/app.py", "import layerproof.core.config.values", "History knows no other"),
        ("history/services/runs.py", "import sqlalchemy", "History: services decide"),
        ("history/routers/runs.py", "import layerproof.history.tables", "History: tables are seen"),
        ("history/app.py", "import layerproof.history.repositories", "History: repositories are"),
        ("pytest_plugin/results.py", "import layerproof.core.judge.values", "The plugin records"),
        ("sessions/commands.py", "import pytest", "Sessions run in"),
        ("pytest_plugin/tracing.py", "import sqlalchemy", "The plugin leaves frameworks"),
        ("testing/lifespan.py", "import pytest", "Databases and what tests import know"),
        ("database/guard.py", "import httpx", "Databases know no HTTP"),
        ("database/guard.py", "import layerproof.database.provision", "Databases: a test's case"),
        ("testing/lifespan.py", "import layerproof.testing.clients", "What tests import: each"),
        ("cli/screen.py", "import fastapi", "Only history, database and testing need"),
    ],
)
def test_a_wrong_import_breaks_its_contract(
    copy: Path, place: str, line: str, contract: str
) -> None:
    """One line in the wrong room is found, and the contract that forbids it is named."""
    with (copy / "src/layerproof" / place).open("a") as module:
        module.write(f"\n{line}\n")

    assert any(name.startswith(contract) for name in _broken_contracts(copy))


def test_a_room_without_a_place_breaks_the_picture(copy: Path) -> None:
    """A new folder has to be drawn in before it is used."""
    (copy / "src/layerproof/attic").mkdir()
    (copy / "src/layerproof/attic/__init__.py").write_text('"""A room nobody drew."""\n')

    assert _broken_contracts(copy) == [
        "Rooms: doors over wiring over adapters and pipeline over core over errors"
    ]
