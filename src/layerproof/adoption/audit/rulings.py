"""The four rulings on a setting, and how one is written down."""

from __future__ import annotations

from typing import Final

from layerproof.adoption.audit.values import Setting
from layerproof.adoption.findings import Place

KEPT: Final = "kept"
WRONG: Final = "wrong"
REDUNDANT: Final = "redundant"
NOT_JUDGED: Final = "not judged"

#: A ruling and its reason.
Judged = tuple[str, str]


def rule_on(tool: str, key: str, value: object, judged: Judged, place: Place) -> Setting:
    """Return the setting with its ruling."""
    text = " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return Setting(tool, key, text, judged[0], judged[1], place)
