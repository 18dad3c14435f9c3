"""What says how late it is, so that tests can say it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def read_clock() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)
