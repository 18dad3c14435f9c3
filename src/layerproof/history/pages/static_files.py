"""The files that pages refer to: read once, and named after what is in them.

An address changes when its file does, so a browser may keep what it has for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from layerproof.history.pages.addresses import STATIC

_TYPES: Final = {
    "style.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file: its bytes, how it is declared, and what its address ends with."""

    body: bytes
    media_type: str
    version: str


@lru_cache(maxsize=16)
def load_static(name: str) -> StaticFile | None:
    """Return a file of the pages, or ``None`` if there is none of this name."""
    media_type = _TYPES.get(name)
    if media_type is None:
        return None
    body = files("layerproof.history.pages").joinpath("static", name).read_bytes()
    return StaticFile(body, media_type, sha256(body).hexdigest()[:16])


def static_address(name: str) -> str:
    """Return where a file is, for ever as it is now.

    :raises KeyError: there is none of this name.
    """
    found = load_static(name)
    if found is None:
        raise KeyError(name)
    return f"{STATIC}/{name}?v={found.version}"
