"""Every test begins alike: sequences at their start, chance seeded by the test's name.

Neither factory_boy nor Faker is imported here, so that a project without them pays nothing.
``options`` tells which factories were used.
"""

from __future__ import annotations

import sys
from threading import Lock
from typing import Protocol


class Restartable(Protocol):
    """What a factory that was used can do."""

    def restart(self) -> None:
        """Let the factory's sequence and iterators begin anew."""


_lock = Lock()
_used: dict[Restartable, None] = {}
_unseeded: str | None = None


def start_test(name: str) -> None:
    """Restart all sequences, and seed chance so that it depends on this name alone.

    What is drawn in a test is the same in each run, in any order of tests and in any worker.

    :param name: the test's own name, such as its node id.
    """
    global _unseeded  # noqa: PLW0603 - chance belongs to the process
    reset_sequences()
    _unseeded = name
    if "factory" in sys.modules or "faker.generator" in sys.modules:
        seed_chance()


def reset_sequences() -> None:
    """Let the sequences and iterators of all factories that were used begin anew."""
    with _lock:
        for options in _used:
            options.restart()
        _used.clear()


def note_use(options: Restartable) -> None:
    """Remember that a factory was used, for ``reset_sequences``."""
    if options not in _used:
        with _lock:
            _used[options] = None
    if _unseeded is not None:
        seed_chance()


def seed_chance() -> None:
    """Seed factory_boy's and Faker's random numbers, if the running test has not yet."""
    global _unseeded
    name, _unseeded = _unseeded, None
    if name is None:
        return
    if "factory" in sys.modules:
        from factory.random import reseed_random

        reseed_random(name)  # Faker's as well
    else:
        sys.modules["faker.generator"].random.seed(name)
