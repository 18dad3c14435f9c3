"""Long lists cut short, for findings."""

from __future__ import annotations

from collections.abc import Iterable

from layerproof.core import wording


def name_some(names: Iterable[str], limit: int = 5) -> str:
    """Return the first names, each once, and how many more there are."""
    return wording.name_some(dict.fromkeys(names), limit)
