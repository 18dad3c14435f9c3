"""What the terminal can show: width, colour, characters."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Screen:
    """``width`` in columns; ``ascii`` when the encoding can show nothing else."""

    width: int
    colour: bool
    ascii: bool


def look_at_screen() -> Screen:
    """Return what standard output can show.

    ``NO_COLOR`` and ``FORCE_COLOR`` are honoured (no-color.org, force-color.org).
    """
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower()
    return Screen(
        width=shutil.get_terminal_size((100, 24)).columns,
        colour=_wants_colour(),
        ascii=not encoding.startswith("utf"),
    )


def say(text: str) -> None:
    """Tell on standard error what is done now, so that standard output holds the answer alone."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _wants_colour() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
