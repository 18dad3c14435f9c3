"""The command line in this process."""

from __future__ import annotations

import pytest

from tests.support.command_line import Command, make_command


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Return a function that calls ``layerproof`` in a folder with words."""
    return make_command(monkeypatch, capfd)
