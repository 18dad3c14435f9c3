"""The health service passes on what the database says, if its tables are the right ones."""

from __future__ import annotations

import pytest

from layerproof.history.errors.operation import NotReadyError
from layerproof.history.records.health import Health
from layerproof.history.services.health import HealthService, refuse_stopping
from tests.support.fake_runs import FakeHealthRepository


async def test_health_is_the_databases_word() -> None:
    """What the database says of itself is the answer."""
    service = HealthService(FakeHealthRepository(), "0001")
    assert await service.check() == Health("memory", "0001")


async def test_other_tables_are_not_ready() -> None:
    """A database at another revision is refused, with both revisions."""
    service = HealthService(FakeHealthRepository(), "0002")
    with pytest.raises(NotReadyError, match="at revision 0001, and this server works on 0002"):
        await service.check()


def test_only_what_stops_is_refused() -> None:
    """A server that goes on is ready, and one that stops is not."""
    refuse_stopping(stopping=False)
    with pytest.raises(NotReadyError, match="the server is stopping"):
        refuse_stopping(stopping=True)
