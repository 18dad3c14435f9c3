"""Which names a suite and a layer may have."""

from __future__ import annotations

#: Words that mean something else where a suite's or a layer's name would stand: sessions
#: (``coverage``, ``fast``), the scope of all suites, and the whole source.
RESERVED = ("coverage", "fast", "merged", "total")

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_LATER = _LETTERS | frozenset("0123456789_-")


def name_problem(name: str) -> str:
    """Return why a layer or suite cannot have this name; empty when it can."""
    if name in RESERVED:
        return f'"{name}" is taken by Layerproof itself; choose another name'
    if name[:1] not in _LETTERS or not _LATER.issuperset(name):
        return 'a name has lower-case letters, digits, "_" and "-", and starts with a letter'
    return ""
