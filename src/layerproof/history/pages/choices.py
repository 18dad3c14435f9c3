"""What a form lets one choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from layerproof.history.pages.printable import plain_text


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a form: what is sent, and what is read."""

    value: str
    text: str


def choose_from(values: Iterable[str], chosen: str) -> Sequence[Choice]:
    """Return an option for each value, and for what is chosen if that is none of them."""
    known = list(dict.fromkeys(value for value in values if value))
    if chosen and chosen not in known:
        known.insert(0, chosen)
    return [Choice(value, plain_text(value)) for value in known]
