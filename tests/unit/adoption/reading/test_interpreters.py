"""The interpreter of a project's environment."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from layerproof.adoption.reading.interpreters import find_interpreter
from tests.support.closed_folders import close_folder
from tests.support.planted import plant


def test_an_environment_of_somebody_else_is_passed_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where this user may not look into ``.venv``, the running interpreter is taken."""
    plant(tmp_path, [".venv/bin/python"])
    assert find_interpreter(tmp_path, {}) == str(tmp_path / ".venv/bin/python")
    close_folder(tmp_path / ".venv", monkeypatch)
    assert find_interpreter(tmp_path, {}) == sys.executable
