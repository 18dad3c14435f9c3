"""Projects in folders of git, and the command line in this process."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.command_line import Command, make_command
from tests.support.existing_backend import FILES
from tests.support.session_projects import write_files


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Return a function that calls ``layerproof`` in a folder with words."""
    return make_command(monkeypatch, capfd)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A backend with tests of its own, in git."""
    return commit(write_files(tmp_path / "a shop ü", FILES))


def commit(root: Path) -> Path:
    """Put all that is there under git; return the folder."""
    for words in (
        ("init", "-q", "-b", "main"),
        ("add", "-A"),
        ("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-qm", "first"),
    ):
        subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)
    return root


def git_status(root: Path) -> str:
    """Return what differs from the last commit, files of new folders one by one."""
    done = subprocess.run(
        ["git", "status", "--short", "-uall"], cwd=root, check=True, capture_output=True, text=True
    )
    return done.stdout
