"""Tests of what users import bind sessions by themselves, or hold what happens without one."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def layerproof_factories() -> None:
    """Leave factories unbound, where the plugin would lend them our own test database."""
