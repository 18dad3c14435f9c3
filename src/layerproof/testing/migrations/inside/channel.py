"""What the process says to the one that ordered it: progress, then one answer, as marked lines."""

from __future__ import annotations

import sys
import time

#: Begins a line that is meant for the other process; everything else is the project's own output.
PROGRESS = "\x1elayerproof-progress "
ANSWER = "\x1elayerproof-answer "

_EVERY = 5.0


class Channel:
    """Writes to standard output as it was at the start, wherever ``env.py`` leads it to."""

    def __init__(self) -> None:
        self._out = sys.stdout
        self._said = time.monotonic()

    def progress(self, text: str) -> None:
        """Say how far the work is, but only when nothing has been said for some seconds."""
        now = time.monotonic()
        if now - self._said >= _EVERY:
            self._said = now
            self._write(PROGRESS, text)

    def answer(self, line: str) -> None:
        """Give the answer."""
        self._write(ANSWER, line)

    def _write(self, mark: str, text: str) -> None:
        # A line of its own, whatever the project has printed before it.
        self._out.write(f"\n{mark}{text}\n")
        self._out.flush()
