"""Parts of a whole, compared as whole numbers: a percentage would hide a single line."""

from __future__ import annotations

from typing import Protocol


class Counted(Protocol):
    """What ran of what could run."""

    @property
    def covered(self) -> int:
        """What ran."""

    @property
    def total(self) -> int:
        """What could run."""


def is_below(one: Counted, other: Counted) -> bool | None:
    """Whether less of one ran than of the other; ``None`` where there was nothing that could."""
    if not one.total or not other.total:
        return None
    return one.covered * other.total < other.covered * one.total
