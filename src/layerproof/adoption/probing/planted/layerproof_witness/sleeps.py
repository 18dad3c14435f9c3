"""How long the thread that runs the tests sleeps, in ``time.sleep`` and ``asyncio.sleep``.

Sleeps of tasks at the same time count once; those of other threads are not the test's.
"""

from __future__ import annotations

import asyncio
import functools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Sleeps:
    """Adds up seconds from one ``begin`` to the next."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._depth = 0
        self._since = 0.0
        self._thread = threading.get_ident()

    def begin(self) -> None:
        """Start a new test in this thread."""
        self.seconds = 0.0
        self._depth = 0
        self._thread = threading.get_ident()

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Count the time that is spent inside."""
        if threading.get_ident() != self._thread:
            yield
            return
        if self._depth == 0:
            self._since = time.perf_counter()
        self._depth += 1
        try:
            yield
        finally:
            self._depth = max(0, self._depth - 1)
            if self._depth == 0:
                self.seconds += time.perf_counter() - self._since


def count_sleeps(sleeps: Sleeps) -> None:
    """Replace both functions by ones that count, before anything of the project has taken them."""
    blocking, awaiting = time.sleep, asyncio.sleep

    @functools.wraps(blocking)
    def sleep(*args: Any, **kwargs: Any) -> None:
        with sleeps.noting():
            blocking(*args, **kwargs)

    @functools.wraps(awaiting)
    async def sleep_async(*args: Any, **kwargs: Any) -> Any:
        with sleeps.noting():
            return await awaiting(*args, **kwargs)

    for module, function in ((time, sleep), (asyncio, sleep_async), (asyncio.tasks, sleep_async)):
        vars(module)["sleep"] = function
