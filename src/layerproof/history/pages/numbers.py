"""Numbers as people read them: percentages, counts, durations, moments.

A percentage is cut off, never rounded up: 100 is shown for all and for nothing less, and a share
below a threshold is never shown at it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from layerproof.history.records.runs import CoverageCounts

#: Keeps a number and its unit on one line.
JOIN: Final = "\u00a0"

#: Stands where there is nothing to count.
NOTHING: Final = "\u2013"

#: Everything, in hundredths of a percent.
FULL: Final = 10_000


def percent(counts: CoverageCounts | None, threshold: int | None = None) -> str:
    """Return the covered share; nothing to cover is a dash, never 100 %."""
    if counts is None:
        return NOTHING
    return share(counts.covered, counts.total, threshold)


def share(covered: int, total: int, threshold: int | None = None) -> str:
    """Return a share with one decimal, or two where one would hide what matters.

    That is: a threshold (in hundredths of a percent) of two decimals, one that was reached but
    would seem missed, or something that would seem nothing.
    """
    if total <= 0:
        return NOTHING
    hundredths = covered * FULL // total
    cut = hundredths - hundredths % 10
    fine = threshold is not None and (threshold % 10 != 0 or cut < threshold <= hundredths)
    if fine or cut == 0 < covered:
        return f"{hundredths // 100}.{hundredths % 100:02}{JOIN}%"
    return f"{hundredths // 100}.{hundredths % 100 // 10}{JOIN}%"


def threshold_percent(hundredths: int) -> str:
    """Return hundredths of a percent as a percentage without needless zeros."""
    whole, rest = divmod(hundredths, 100)
    decimals = f".{rest:02}".rstrip("0") if rest else ""
    return f"{whole}{decimals}{JOIN}%"


def points(before: CoverageCounts | None, after: CoverageCounts | None) -> str:
    """Return by how many percentage points a share has changed, cut off towards none.

    A change that is too small for two decimals is told as such, and none is told as none.
    """
    if before is None or after is None or not before.total or not after.total:
        return NOTHING
    change = after.covered * before.total - before.covered * after.total
    if not change:
        return "±0"
    hundredths = abs(change) * FULL // (before.total * after.total)
    sign = "+" if change > 0 else "\u2212"
    if not hundredths:
        return f"{sign}<0.01"
    return f"{sign}{hundredths // 100}.{hundredths % 100:02}"


def number(value: int) -> str:
    """Return a whole number with its thousands set apart."""
    return f"{value:,}"


def plural(value: int, one: str, many: str = "") -> str:
    """Return ``1 file`` or ``2 files``; ``many`` is for words that do not just take an s."""
    return f"{number(value)}{JOIN}{one if value == 1 else many or one + 's'}"


def duration(seconds: float | None) -> str:
    """Return seconds in the unit that reads best."""
    if seconds is None:
        return NOTHING
    if round(seconds, 3) < 1:
        return f"{seconds * 1000:.0f}{JOIN}ms"
    if round(seconds, 2) < 60:
        return f"{seconds:.2f}{JOIN}s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes}{JOIN}min {rest:02}{JOIN}s"
    hours, minutes = divmod(minutes, 60)
    return f"{number(hours)}{JOIN}h {minutes:02}{JOIN}min"


def growth(seconds: float) -> str:
    """Return by how much a duration has changed; a change below a millisecond is none."""
    if round(abs(seconds), 3) == 0:
        return "±0"
    sign = "+" if seconds > 0 else "\u2212"
    return f"{sign}{duration(abs(seconds))}"


def factor(ratio: float) -> str:
    """Return how many times as much something is."""
    shown = f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.1f}"
    return f"{shown}{JOIN}\N{MULTIPLICATION SIGN}"


def moment(value: datetime) -> str:
    """Return a moment in UTC, to the minute."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC").replace(" UTC", f"{JOIN}UTC")


def date(value: datetime) -> str:
    """Return the day of a moment in UTC."""
    return value.astimezone(UTC).strftime("%Y-%m-%d")


def machine_moment(value: datetime) -> str:
    """Return a moment as programs read it, for the attribute ``datetime``."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
