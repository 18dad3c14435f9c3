"""Changing functions and methods of libraries, and restoring them in reverse order."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any


class Changes:
    """What was changed. While ``active`` is false, a change that is left over does nothing."""

    def __init__(self) -> None:
        self.active = True
        self._undo: list[Callable[[], None]] = []

    def replace_function(self, original: Any, replacement: Callable[..., Any]) -> None:
        """Replace a module's function under each name that a module has for it.

        ``from bcrypt import gensalt`` has made such names. A module imported meanwhile gets the
        replacement, which is replaced by the original again.
        """
        _rename(original, replacement)
        self._undo.append(lambda: _rename(replacement, original))

    def replace_method(self, owner: type, name: str, replacement: Any) -> None:
        """Replace a method on its class, which all instances and subclasses look it up on."""
        original = vars(owner)[name]
        setattr(owner, name, replacement)
        self._undo.append(lambda: setattr(owner, name, original))

    def undo(self) -> None:
        """Restore everything."""
        self.active = False
        while self._undo:
            self._undo.pop()()


def _rename(old: Any, new: Any) -> None:
    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", None)
        if isinstance(names, dict):
            for name in [name for name, value in names.items() if value is old]:
                names[name] = new
