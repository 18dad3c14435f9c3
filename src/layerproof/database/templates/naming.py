"""The names of databases on a server, in PostgreSQL's 63 bytes. Pure.

A name tells a template from a copy and whose it is. Copies of all projects on a server carry
the scope of the maintenance database, since locks are seen only within one.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

#: PostgreSQL cuts longer names off, silently.
LIMIT = 63

_RUN = 12
_WORKER = 8
_WORD = 24


def template_prefix(home: Path) -> str:
    """Return what the names of a project's templates begin with."""
    return f"lp_t_{_digest(str(home), 8)}_"


def template_name(home: Path, fingerprint: str) -> str:
    """Return the name of the template with that fingerprint."""
    return f"{template_prefix(home)}{fingerprint}"


def copy_prefix(maintenance: str) -> str:
    """Return what the names of all copies begin with whose locks one connection sees."""
    return f"lp_{_digest(maintenance, 6)}_"


def copy_name(maintenance: str, run: str, worker: str, word: str, number: int) -> str:
    """Return the name of a copy; the number makes it the only one of its worker."""
    whose = f"{_shorten(run, _RUN)}_{_shorten(worker, _WORKER)}"
    return f"{copy_prefix(maintenance)}{whose}_{_plain(word)[:_WORD].strip('_')}_{number}"


def _shorten(text: str, length: int) -> str:
    """Return the text, or a digest where it is too long: cutting would let two be the same."""
    plain = _plain(text)
    return plain if len(plain) <= length and plain == text else _digest(text, length)


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "x"


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]
