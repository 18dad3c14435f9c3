"""Arguments that several commands take: the project's folder, and seconds."""

from __future__ import annotations

import argparse
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
