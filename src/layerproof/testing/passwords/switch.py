"""The switch: every known library, imported or to be imported, is made fast and restored."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from layerproof.testing.passwords.changes import Changes
from layerproof.testing.passwords.late_imports import following_imports
from layerproof.testing.passwords.libraries import LIBRARIES


@contextmanager
def fast_passwords() -> Iterator[None]:
    """Hash passwords at the least cost that each library allows, inside the block.

    Reached are ``bcrypt``, ``argon2-cffi``, ``pwdlib`` and ``passlib`` (or its fork ``libpass``),
    also hashers that were made before and libraries that are imported later; none is imported
    here. Hashes of full cost are still verified, since a hash carries its cost, and hashes of
    either cost are not reported as due for a new one. ``hashlib`` is left alone: what
    ``pbkdf2_hmac`` derives does not carry its cost, so that nothing could verify it.

    It acts on the whole process, threads included. Blocks may lie within each other; they may not
    overlap.
    """
    changes = Changes()

    def change(module: ModuleType) -> None:
        LIBRARIES[module.__name__](module, changes)

    with following_imports(frozenset(LIBRARIES), change):
        try:
            for name in LIBRARIES:
                if name in sys.modules:
                    change(sys.modules[name])
            yield
        finally:
            changes.undo()
