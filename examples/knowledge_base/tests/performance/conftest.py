"""How long something may take: by a setting, since machines differ."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import pytest

#: Seconds; for a slow machine, ``KB_TEST_SECONDS=60 nox -s performance``.
LIMIT = float(os.environ.get("KB_TEST_SECONDS", "20"))


class Within(Protocol):
    """Holds a block to a share of the limit."""

    def __call__(self, what: str, *, share: float = 1) -> AbstractContextManager[None]:
        """Measure the block; ``what`` is for the message."""


@pytest.fixture
def within_limit() -> Within:
    """Hold a block to the limit: ``with within_limit("a page"):``."""

    @contextmanager
    def measure(what: str, *, share: float = 1) -> Iterator[None]:
        limit = LIMIT * share
        began = time.perf_counter()
        yield
        took = time.perf_counter() - began
        assert took <= limit, (
            f"{what} took {took:.2f} s, at most {limit:g} s are allowed (by KB_TEST_SECONDS)"
        )

    return measure
