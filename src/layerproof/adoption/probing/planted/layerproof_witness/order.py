"""What the probe was asked to do: the ``order.json`` beside this package."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent.parent
_ORDER: dict[str, Any] = json.loads((_HERE / "order.json").read_text(encoding="utf-8"))

#: The private folder of this probe; nothing in it is the project's.
FOLDER = str(_HERE)

ROOT: str = _ORDER["root"]
#: Folders whose files are watched besides the project's own.
TEMPORARY: list[str] = _ORDER["temporary"]
REVERSED: bool = _ORDER["reversed"]
WORKERS: int = _ORDER["workers"]
WATCH: bool = _ORDER["watch"]
#: Files and folders that are not collected, from the root.
SKIP: frozenset[str] = frozenset(_ORDER["skip"])
#: Seconds between two looks at the stacks of a collector at work.
INTERVAL: float = _ORDER["interval"]

_BELOW = ROOT + os.sep


def from_root(path: Any) -> str:
    """Return a path from the project's root in POSIX form, or as it is where it lies elsewhere."""
    text: str = os.path.normpath(os.fspath(path))
    if text == ROOT:
        return "."
    for candidate in (text, os.path.realpath(text)):
        if candidate.startswith(_BELOW):
            return candidate[len(_BELOW) :].replace(os.sep, "/")
    return text
