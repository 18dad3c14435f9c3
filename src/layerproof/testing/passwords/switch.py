"""The switch: every known library, imported or to be imported, is made fast and restored."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from types import ModuleType

from layerproof.testing.passwords.changes import Changes
from layerproof.testing.passwords.late_imports import following_imports
from layerproof.testing.passwords.libraries import LIBRARIES

_lock = threading.RLock()
_depth = 0


@contextmanager
def fast_passwords() -> Iterator[None]:
    """Hash passwords at the least cost that each library allows, inside the block.

    Reached are ``bcrypt``, ``argon2-cffi``, ``pwdlib`` and ``passlib`` (or its fork ``libpass``),
    also hashers that were made before and libraries that are imported later; none is imported
    here. Hashes of full cost are still verified, since a hash carries its cost, and hashes of
    either cost are not reported as due for a new one. ``hashlib`` is left alone: what
    ``pbkdf2_hmac`` derives does not carry its cost, so that nothing could verify it.

    It acts on the whole process, threads included, and blocks may lie within each other.
    """
    global _depth  # noqa: PLW0603 - libraries are changed once a process
    with _lock:
        _depth += 1
        outermost = _depth == 1
    try:
        with _changed() if outermost else nullcontext():
            yield
    finally:
        with _lock:
            _depth -= 1


@contextmanager
def _changed() -> Iterator[None]:
    changes = Changes()

    def change(module: ModuleType) -> None:
        LIBRARIES[module.__name__](module, changes)

    with following_imports(frozenset(LIBRARIES), change):
        for name in LIBRARIES:
            if name in sys.modules:
                change(sys.modules[name])
        try:
            yield
        finally:
            changes.undo()
