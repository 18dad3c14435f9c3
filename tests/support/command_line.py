"""Calling the command line in this process, which costs no start of another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from layerproof.cli import main
from tests.support.runs import Done

#: Calls ``layerproof`` in a folder with words.
Command = Callable[..., Done]

_UNSET = (
    *("PYTEST_ADDOPTS", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "FORCE_COLOR"),
    *("LAYERPROOF_HISTORY_URL", "LAYERPROOF_HISTORY_TOKEN"),
)


def make_command(monkeypatch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> Command:
    """Return the command as in a shell without CI, colours or settings of pytest."""
    for name in _UNSET:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")

    def call(root: Path, *words: str) -> Done:
        monkeypatch.chdir(root)
        capture.readouterr()
        try:
            code = main(words)
        except SystemExit as error:
            code = int(error.code or 0)
        said = capture.readouterr()
        return Done(code, said.err + said.out, said.out)

    return call
