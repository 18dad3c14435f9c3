"""A measured line of the table, and whether it keeps what was promised. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One promise: ``seconds`` at most ``limit``, or at most ``share`` of ``other`` seconds.

    ``what`` is measured, ``against`` is what it is compared with.
    """

    what: str
    seconds: float
    against: str
    other: float | None = None
    limit: float | None = None
    share: float = 1.0

    @property
    def met(self) -> bool:
        """Whether the promise is kept."""
        if self.limit is not None and self.seconds > self.limit:
            return False
        return self.other is None or self.seconds <= self.other * self.share

    @property
    def promise(self) -> str:
        """The limit in words."""
        if self.limit is not None:
            return f"at most {show(self.limit)}"
        return "less" if self.share == 1.0 else f"at most {self.share:g} of it"


def show(seconds: float) -> str:
    """Return a time in a unit in which it can be read."""
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1_000:.{2 if seconds < 0.01 else 0}f} ms"


def render(rows: Sequence[Row]) -> str:
    """Return the table as lines."""
    cells = [("what", "measured", "against", "measured", "ratio", "promise", "")]
    cells += [
        (
            row.what,
            show(row.seconds),
            row.against,
            show(row.other) if row.other is not None else "",
            f"{row.seconds / row.other:.3f}" if row.other else "",
            row.promise,
            "met" if row.met else "MISSED",
        )
        for row in rows
    ]
    widths = [max(len(line[place]) for line in cells) for place in range(7)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )
