"""Numbers as people read them: percentages, counts, durations.

Pure text functions below every other module of the page. What a percentage shows is decided
in ``core.measure.percent``; here it only gets the spaces and signs of a page.
"""

from __future__ import annotations

from typing import Final

from layerproof.core.measure.percent import format_percent, format_threshold
from layerproof.core.measure.values import Counts

#: Keeps a number and its unit on one line.
_JOIN: Final = "\u00a0"

NOTHING: Final = "\u2013"


def percent(counts: Counts, threshold: int | None = None) -> str:
    """Return the covered share; nothing to cover is a dash, never 100 %."""
    if not counts.total:
        return NOTHING
    return format_percent(counts.covered, counts.total, threshold).replace(" ", _JOIN)


def threshold_percent(threshold: int) -> str:
    """Return hundredths of a percent as a percentage without needless zeros."""
    return format_threshold(threshold).replace(" ", _JOIN)


def number(value: int) -> str:
    """Return a whole number with its thousands set apart."""
    return f"{value:,}"


def plural(value: int, one: str, many: str = "") -> str:
    """Return ``1 file`` or ``2 files``; ``many`` is for words that do not just take an s."""
    return f"{number(value)}{_JOIN}{one if value == 1 else many or one + 's'}"


def duration(seconds: float) -> str:
    """Return seconds in the unit that reads best."""
    if round(seconds, 3) < 1:
        return f"{seconds * 1000:.0f}{_JOIN}ms"
    if round(seconds, 2) < 60:
        return f"{seconds:.2f}{_JOIN}s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}{_JOIN}min {rest:02}{_JOIN}s"
