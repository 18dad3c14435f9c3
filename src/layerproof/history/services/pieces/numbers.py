"""Numbers as files write them."""

from __future__ import annotations

import math
import re

from layerproof.history.services.pieces.limits import MAX_LINE

_WHOLE = re.compile(r"\s*(\d{1,20})\s*", re.ASCII)

#: Seconds that are no test's, some thirty years.
_TOO_LONG = 1e9


def read_whole(text: str) -> int | None:
    """Return a whole number that is not negative, or ``None`` if the text is none."""
    found = _WHOLE.fullmatch(text)
    return None if found is None else int(found[1])


def read_line(text: str) -> int | None:
    """Return the number of a line, or ``None`` if the text is none that a file can have."""
    number = read_whole(text)
    return number if number is not None and number <= MAX_LINE else None


def read_seconds(text: str) -> float | None:
    """Return a duration, or ``None`` if the text is none.

    Tools write it as their language does: ``0.5``, ``1,234.5``, ``0,5``. A clock that was set back
    makes it negative: then it is 0.
    """
    written = text.strip()
    if not written:
        return 0.0
    written = written.replace(",", "" if "." in written else ".")
    try:
        seconds = float(written)
    except ValueError:
        return None
    return max(seconds, 0.0) if math.isfinite(seconds) and seconds <= _TOO_LONG else None
