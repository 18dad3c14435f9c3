"""Which names a suite and a layer may have."""

from __future__ import annotations

import re

#: Words that mean something else where a suite's or a layer's name would stand: sessions
#: (``coverage``, ``fast``), the scope of all suites, and the whole source.
RESERVED = ("coverage", "fast", "merged", "total")

_NAME = re.compile(r"[a-z][a-z0-9_-]*")


def name_problem(name: str) -> str:
    """Return why a layer or suite cannot have this name; empty when it can."""
    if name in RESERVED:
        return f'"{name}" is taken by Layerproof itself; choose another name'
    if not _NAME.fullmatch(name):
        return 'a name has lower-case letters, digits, "_" and "-", and starts with a letter'
    return ""
