"""The health service passes on what the database says."""

from __future__ import annotations

from layerproof.history.records.health import Health
from layerproof.history.services.health import HealthService
from tests.support.fake_runs import FakeHealthRepository


async def test_health_is_the_databases_word() -> None:
    """What the database says of itself is the answer."""
    assert await HealthService(FakeHealthRepository()).check() == Health("memory", "0001")
