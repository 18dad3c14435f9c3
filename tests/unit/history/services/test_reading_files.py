"""Files are read a few at a time, whatever number arrives."""

from __future__ import annotations

import asyncio
import time
from threading import Lock

import pytest

from layerproof.history.services.reading_files import AT_ONCE, read_beside


class Reader:
    """Counts how many read at the same time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._now = 0
        self.most = 0

    def read(self, number: int) -> int:
        """Take a moment, and give the number back."""
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(0.01)  # long enough that others would come in if they could
        with self._lock:
            self._now -= 1
        return number


async def test_only_a_few_are_read_at_once() -> None:
    """Of twenty files two are read at once, and each gets its own answer."""
    reader = Reader()
    answers = await asyncio.gather(*[read_beside(reader.read, number) for number in range(20)])
    assert answers == list(range(20))
    assert reader.most == AT_ONCE == 2


async def test_a_refusal_is_passed_on() -> None:
    """What a reader raises reaches whoever asked, and the next one is read all the same."""

    def refuse() -> None:
        raise ValueError("no such thing")

    for _ in range(AT_ONCE + 1):
        with pytest.raises(ValueError, match="no such thing"):
            await read_beside(refuse)
    assert await read_beside(lambda: "read") == "read"


async def test_everything_given_is_handed_on() -> None:
    """A reader gets what it is given by place and by name."""
    assert await read_beside(int, "ff", base=16) == 255
