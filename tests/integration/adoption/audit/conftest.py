"""The command line in this process, with an environment that is the running one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.command_line import Command, make_command


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Return a function that calls ``layerproof`` in a folder with words."""
    monkeypatch.setenv("VIRTUAL_ENV", str(Path(sys.prefix)))
    return make_command(monkeypatch, capfd)
