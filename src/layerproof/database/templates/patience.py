"""Tells the user why nothing happens: after a second, then every ten."""

from __future__ import annotations

import time

from layerproof.database.ports import Say

_FIRST = 1.0
_EVERY = 10.0


class Patience:
    """Counts the seconds of one wait.

    :param doing: what is waited for, such as "building the template".
    """

    def __init__(self, say: Say, doing: str) -> None:
        self._say = say
        self._doing = doing
        self._start = time.monotonic()
        self._next = _FIRST

    @property
    def seconds(self) -> float:
        """How long this wait has been."""
        return time.monotonic() - self._start

    def tick(self) -> None:
        """Say what is waited for, if it is time to; call it often."""
        if self.seconds >= self._next:
            self._next += _EVERY
            self._say(f"{self._doing} ({self.seconds:.0f} s)")

    def pause(self, seconds: float = 0.05) -> None:
        """Wait a little, and tick."""
        time.sleep(seconds)
        self.tick()
