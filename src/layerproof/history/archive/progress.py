"""Telling how far long work is, now and then."""

from __future__ import annotations

import time
from collections.abc import Callable

#: Seconds of silence before a line, and between two.
EVERY = 2.0


class Progress:
    """Passes on a line when the last one is long enough ago.

    :param say: takes the lines.
    """

    def __init__(
        self,
        say: Callable[[str], None],
        *,
        every: float = EVERY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._say = say
        self._every = every
        self._clock = clock
        self._last = clock()

    def tell(self, line: str) -> None:
        """Say a line, or leave it."""
        now = self._clock()
        if now - self._last >= self._every:
            self._last = now
            self._say(line)
