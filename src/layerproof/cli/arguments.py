"""Arguments that several commands take: the project's folder, seconds, whole numbers."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from layerproof.errors import UsageError

#: More is a slip of the keyboard: it is eleven days.
_LONGEST = 1_000_000


def find_folder(path: str | Path) -> Path:
    """Return the folder that was named, as an absolute path without links.

    Raises ``UsageError`` where there is none.
    """
    if not Path(path).is_dir():
        raise UsageError(f"{path} is no folder", advice="name the project's folder")
    return Path(path).resolve()


def read_seconds(text: str) -> float:
    """Return a number of seconds; raises ``ArgumentTypeError`` for one that is no limit."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < _LONGEST:
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds above 0")
    return seconds


def whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    """Return what reads a whole number within bounds, of at most nine digits.

    It raises ``ArgumentTypeError`` for anything else.
    """

    def read(text: str) -> int:
        # Ten digits are beyond the bounds, and thousands beyond what `int` takes.
        number = int(text.lstrip("0")[:10] or "0") if text.isascii() and text.isdecimal() else -1
        if not lowest <= number <= highest:
            message = f"{text!r} is not a whole number from {lowest} to {highest}"
            raise argparse.ArgumentTypeError(message)
        return number

    return read
