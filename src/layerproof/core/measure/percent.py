"""Percentages for people. Gates never look at them: they compare the whole numbers."""

from __future__ import annotations

from layerproof.core.config.values import FULL


def format_percent(covered: int, total: int, threshold: int | None = None) -> str:
    """Return the share as ``87.3 %``, cut off and never rounded up; ``-`` where total is 0.

    Hence 100 is shown for all and for nothing less, and a share below ``threshold`` (in
    hundredths of a percent) is never shown at it or above. One decimal, or two where one
    would hide what matters: a threshold of two decimals, one that was reached but would seem
    missed, or something that would seem nothing.
    """
    if total == 0:
        return "-"
    hundredths = covered * FULL // total
    cut = hundredths - hundredths % 10
    fine = threshold is not None and (threshold % 10 != 0 or cut < threshold <= hundredths)
    if fine or (cut == 0 < covered):
        return f"{hundredths // 100}.{hundredths % 100:02} %"
    return f"{hundredths // 100}.{hundredths % 100 // 10} %"


def format_threshold(threshold: int) -> str:
    """Return hundredths of a percent as ``85 %`` or, where it needs them, ``84.95 %``."""
    whole, rest = divmod(threshold, 100)
    decimals = f".{rest:02}".rstrip("0") if rest else ""
    return f"{whole}{decimals} %"
