"""What is written, removed, bound and connected to, below the project and the temporary folders.

An audit hook hears of every such event of the process, so what does not matter leaves at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from .order import Order

_MOST = 5_000
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_NOT_THE_TESTS = frozenset({"__pycache__", ".layerproof", ".pytest_cache"})


class Listener:
    """Calls ``note`` with kind and detail, once for each of them and each current test."""

    def __init__(
        self, order: Order, note: Callable[[str, str], None], current: Callable[[], str]
    ) -> None:
        self._order = order
        self._note_down = note
        self._current = current
        self._seen: set[tuple[str, str, str]] = set()
        self._busy = False
        places = (order.root, *order.temporary)
        self._places = tuple(os.path.realpath(place) + os.sep for place in places)
        self._readers: dict[str, Callable[[tuple[Any, ...]], None]] = {
            "open": self._open,
            "os.remove": lambda args: self._path("remove", args[0], args[1]),
            "os.rmdir": lambda args: self._path("remove", args[0], args[1]),
            "os.rename": lambda args: self._path("write", args[1], args[3]),
            "shutil.rmtree": lambda args: self._path("remove", args[0]),
            "socket.bind": self._bind,
            "sqlite3.connect": self._connect,
        }

    def start(self) -> None:
        """Listen from now on; there is no way to stop."""
        sys.addaudithook(self.hear)

    def hear(self, event: str, args: tuple[Any, ...]) -> None:
        """Take one audit event of this process."""
        reader = self._readers.get(event)
        if reader is None or self._busy:
            return
        self._busy = True
        try:
            # An audit hook that raises would forbid what the tests do.
            with suppress(Exception):
                reader(args)
        finally:
            self._busy = False

    def _open(self, args: tuple[Any, ...]) -> None:
        path, _mode, flags = args
        if flags & _WRITING:
            self._path("write", path)

    def _path(self, kind: str, path: Any, folder: int = -1) -> None:
        # A name below an open folder says nothing; who empties that folder has told its name.
        if isinstance(path, int) or folder != -1:
            return
        text = os.path.realpath(os.fsdecode(path))
        told = self._order.from_root(text)
        if text.startswith(self._places) and not self._is_noise(text, told):
            self._note(kind, told)

    def _bind(self, args: tuple[Any, ...]) -> None:
        address = args[1]
        if isinstance(address, tuple):
            if address[1]:
                self._note("bind", f"{address[0]}:{address[1]}")
        elif address:
            self._note("bind", os.fsdecode(address))

    def _connect(self, args: tuple[Any, ...]) -> None:
        text = os.fsdecode(args[0])
        if text.startswith("file:"):
            if "mode=memory" in text:
                return
            text = text[len("file:") :].split("?", 1)[0]
        if text and ":memory:" not in text:
            self._path("sqlite", text)

    def _note(self, kind: str, detail: str) -> None:
        key = (kind, detail, self._current())
        if key not in self._seen and len(self._seen) < _MOST:
            self._seen.add(key)
            self._note_down(kind, detail)

    def _is_noise(self, path: str, told: str) -> bool:
        """Whether it is bytecode, the probe's own, or what pytest makes anew for each test."""
        names = told.replace(os.sep, "/").split("/")
        return (
            path.startswith(self._order.folder)
            or path.endswith((".pyc", ".pyo"))
            or not _NOT_THE_TESTS.isdisjoint(names)
            or any(name.startswith("pytest-of-") for name in names)
        )
