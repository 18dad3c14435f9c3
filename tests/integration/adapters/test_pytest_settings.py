"""The project's own addopts, from the file that pytest itself would take."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from layerproof.adapters.pytest_settings import read_addopts
from tests.support.session_projects import write_files

SHOWS = """
def pytest_configure(config):
    print("SEEN", *config.getini("addopts"), sep="|")
"""
FOUND = ("-p", "no:doctest", "-k", "a or b")
WORDS = "-p no:doctest -k 'a or b'"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"pytest.ini": f"[pytest]\naddopts = {WORDS}"}, FOUND),
        ({"pytest.ini": "[pytest]\naddopts =\n    -p no:doctest\n    -k 'a or b'"}, FOUND),
        ({"pytest.ini": "", "setup.cfg": "[tool:pytest]\naddopts = -q"}, ()),
        ({".pytest.ini": f"[pytest]\naddopts = {WORDS}", "tox.ini": "[pytest]"}, FOUND),
        ({"pytest.toml": '[pytest]\naddopts = ["-p", "no:doctest", "-k", "a or b"]'}, FOUND),
        ({"pyproject.toml": f'[tool.pytest.ini_options]\naddopts = "{WORDS}"'}, FOUND),
        ({"pyproject.toml": '[tool.pytest.ini_options]\naddopts = ["-k", "a or b"]'}, FOUND[2:]),
        ({"pyproject.toml": '[tool.pytest]\naddopts = ["-k", "a or b"]'}, FOUND[2:]),
        (
            {"pyproject.toml": "[project]\nname='x'", "tox.ini": f"[pytest]\naddopts = {WORDS}"},
            FOUND,
        ),
        ({"setup.cfg": f"[tool:pytest]\naddopts = {WORDS}  # why"}, (*FOUND, "#", "why")),
        ({}, ()),
    ],
)
def test_addopts_are_those_that_pytest_reads(
    tmp_path: Path, files: dict[str, str], words: tuple[str, ...]
) -> None:
    """The words are those of the file that pytest takes, whatever its format."""
    write_files(tmp_path, files)
    (tmp_path / "conftest.py").write_text(SHOWS)
    assert read_addopts(tmp_path) == words
    command = [sys.executable, "-m", "pytest", "-s", "--co", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    (seen,) = (line for line in done.stdout.splitlines() if line.startswith("SEEN"))
    assert tuple(word for word in seen.split("|")[1:] if word) == words


@pytest.mark.parametrize(
    "files",
    [{"pyproject.toml": "[tool.pytest"}, {"pytest.ini": "addopts"}, {"pytest.ini": b"\xff"}],
)
def test_what_cannot_be_read_has_no_addopts(tmp_path: Path, files: dict[str, str | bytes]) -> None:
    """A broken file of settings is left for pytest to complain of."""
    for name, text in files.items():
        (tmp_path / name).write_bytes(text.encode() if isinstance(text, str) else text)
    assert read_addopts(tmp_path) == ()
