"""Small projects as files, and the tools (Nox, tox) run on them as a user would."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

NOXFILE = """
from layerproof.nox import define_sessions

define_sessions()
"""

TABLE = """
[tool.layerproof]
source = ["src/shop"]
fail_under = 50

[tool.layerproof.layers]
service = { paths = ["src/shop/services/**"], fail_under = 50 }
"""

PROJECT = """
[project]
name = "shop"
version = "0.1"
requires-python = ">=3.11"
"""

BUILD = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
"""

#: A layered project with one test in ``unit`` and one in ``api``.
SHOP = {
    "pyproject.toml": f'{PROJECT}\n[tool.pytest.ini_options]\npythonpath = ["src"]\n{TABLE}',
    "noxfile.py": NOXFILE,
    "src/shop/__init__.py": "",
    "src/shop/services/__init__.py": "",
    "src/shop/services/sums.py": "def add(one, other):\n    return one + other\n",
    "tests/unit/test_sums.py": (
        "from shop.services.sums import add\n\n\ndef test_add():\n    assert add(1, 2) == 3\n"
    ),
    "tests/api/test_shape.py": "def test_shape():\n    assert True\n",
}


def write_files(root: Path, files: Mapping[str, str]) -> Path:
    """Write the files, by path from ``root``; return ``root``."""
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return root


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended, and everything that it said, in the order in which it said it."""

    code: int
    output: str


def clean_environment(**more: str) -> dict[str, str]:
    """Return this process's environment without what says that a test tool is running."""
    mine = ("LAYERPROOF_", "NOX", "TOX", "PYTEST_", "COVERAGE_", "COV_", "CI", "GITHUB_", "UV_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
    return {**kept, "NO_COLOR": "1", **more}


def run_tool(root: Path, *words: str, timeout: float = 240, **env: str) -> Finished:
    """Run ``python -m WORDS`` in ``root``; ``env`` is added to the environment."""
    ended = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=root,
        env=clean_environment(**env),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
        check=False,
    )
    return Finished(ended.returncode, ended.stdout)
