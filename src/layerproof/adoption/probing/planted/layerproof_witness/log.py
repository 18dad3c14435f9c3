"""JSON lines, in a file for each process, written one by one and without a buffer.

What was written survives a kill. A fork writes to a file of its own.
"""

from __future__ import annotations

import json
import os
from typing import Any

_CLOEXEC = getattr(os, "O_CLOEXEC", 0)


class Log:
    """The lines of this process, in the probe's private folder."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._pid = 0
        self._file = -1

    def write(self, event: str, **fields: Any) -> None:
        """Append one line."""
        line = json.dumps({"e": event, **fields}) + "\n"
        os.write(self._open(), line.encode("utf-8", "replace"))

    def _open(self) -> int:
        pid = os.getpid()
        if pid != self._pid:
            self._file = open_private(self._folder, f"events-{pid}.jsonl", os.O_APPEND)
            self._pid = pid
        return self._file


def open_private(folder: str, name: str, flags: int) -> int:
    """Open a file of the private folder for writing; no program that is started inherits it."""
    path = os.path.join(folder, name)  # noqa: PTH118 - os.open takes text
    return os.open(path, os.O_WRONLY | os.O_CREAT | flags | _CLOEXEC, 0o600)
