"""The services on fakes."""

from __future__ import annotations

import pytest
from tests.unit.world import World


@pytest.fixture
def world() -> World:
    """An organization that nobody is in yet."""
    return World()
