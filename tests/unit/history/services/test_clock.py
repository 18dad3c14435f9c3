"""The services' clock."""

from __future__ import annotations

from datetime import UTC

from layerproof.history.services.clock import read_clock


def test_the_clock_is_in_utc() -> None:
    """The services' own clock tells moments in UTC."""
    assert read_clock().tzinfo is UTC
