"""Folders without permission, for tests that may run as root, whom nothing is refused."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest


def close_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the operating system refuse a folder until the test ends, as it would another user."""
    look, enter = os.stat, os.scandir

    def refuse_inside(path: os.PathLike[str], **words: bool) -> os.stat_result:
        if folder in Path(path).parents:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return look(path, **words)

    def refuse(path: os.PathLike[str]) -> object:
        if Path(path) == folder:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return enter(path)

    monkeypatch.setattr(os, "stat", refuse_inside)
    monkeypatch.setattr(os, "scandir", refuse)
