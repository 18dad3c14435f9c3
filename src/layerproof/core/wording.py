"""Numbers with their nouns and lists cut short, for whatever is told to a person."""

from __future__ import annotations

from collections.abc import Iterable


def name_some(names: Iterable[str], limit: int = 10) -> str:
    """Return the names with commas; from ``limit`` on they are counted instead."""
    every = tuple(names)
    rest = len(every) - limit
    return ", ".join(every[:limit]) + (f" and {rest} more" if rest > 0 else "")


def count_noun(number: int, noun: str) -> str:
    """Return ``1 test`` or ``2 tests``, ``2 processes``."""
    if number == 1:
        return f"{number} {noun}"
    return f"{number} {noun}{'es' if noun.endswith('s') else 's'}"
