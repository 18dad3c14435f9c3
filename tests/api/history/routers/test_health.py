"""``/api/v1/health`` through a client."""

from __future__ import annotations

import httpx
import pytest

from layerproof import __version__
from layerproof.history.database import VERSION_TABLE
from layerproof.history.settings import HistorySettings
from tests.support.history import code_of, execute


async def test_a_healthy_server(client: httpx.AsyncClient, settings: HistorySettings) -> None:
    """A server that reaches its database says so, with versions."""
    response = await client.get("/api/v1/health")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "version": __version__,
        "database": settings.database.get_backend_name(),
        "revision": "0002",
    }


@pytest.mark.isolation("clone")
async def test_a_server_without_its_tables(
    client: httpx.AsyncClient, settings: HistorySettings
) -> None:
    """A server whose database is broken answers 503 and when to try again."""
    execute(settings, f"DROP TABLE {VERSION_TABLE}")
    response = await client.get("/api/v1/health")
    assert code_of(response) == (503, "database-unavailable")
    assert response.headers["retry-after"] == "1"
