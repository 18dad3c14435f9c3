"""The survey as sections of rows, for a terminal: what was found, how sure, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from layerproof.adoption.findings import Confidence, Found, Place


@dataclass(frozen=True, slots=True)
class Row:
    """One finding: a label, its value, what made it so, and the places that it rests on.

    ``confidence`` is ``None`` for what was counted and is no judgement.
    """

    label: str
    value: str
    places: tuple[Place, ...] = ()
    confidence: Confidence | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one subject; ``nothing`` is said where there are none."""

    title: str
    rows: tuple[Row, ...]
    nothing: str


def row_of(label: str, found: Found[Any], value: str | None = None) -> Row:
    """Return the row of a finding; its value is shown as it is where no other text is given."""
    text = str(found.value) if value is None else value
    return Row(label, text, found.places, found.confidence, found.why)
