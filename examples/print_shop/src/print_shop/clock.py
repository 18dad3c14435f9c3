"""The one place that asks for the time."""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the date, in UTC."""
    return now().date()
