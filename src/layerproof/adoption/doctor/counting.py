"""Numbers with their nouns, and long lists cut short, for findings."""

from __future__ import annotations

from collections.abc import Iterable


def count(number: int, noun: str) -> str:
    """Return ``1 test`` or ``2 tests``."""
    if number == 1:
        return f"1 {noun}"
    if noun.endswith("y"):
        return f"{number} {noun[:-1]}ies"
    return f"{number} {noun}es" if noun.endswith("s") else f"{number} {noun}s"


def name_some(names: Iterable[str], limit: int = 5) -> str:
    """Return the first names, and how many more there are."""
    known = list(dict.fromkeys(names))
    more = len(known) - limit
    return ", ".join(known[:limit]) + (f" and {more} more" if more > 0 else "")
