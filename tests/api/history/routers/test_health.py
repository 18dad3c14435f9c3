"""``/api/v1/health`` and ``/api/v1/ready`` through a client."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from layerproof import __version__
from layerproof.history.database import VERSION_TABLE
from layerproof.history.migrate import newest_revision
from layerproof.history.settings import HistorySettings
from tests.support.history import code_of, execute


async def test_a_server_that_is_there(client: httpx.AsyncClient) -> None:
    """A server that runs says so, and nothing else but its version."""
    response = await client.get("/api/v1/health")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "version": __version__}


async def test_a_ready_server(client: httpx.AsyncClient, settings: HistorySettings) -> None:
    """A server whose database answers, with the tables of this code, is ready."""
    response = await client.get("/api/v1/ready")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "database": settings.database.get_backend_name(),
        "revision": newest_revision(),
    }


@pytest.mark.isolation("clone")
async def test_a_server_without_its_tables(
    client: httpx.AsyncClient, settings: HistorySettings
) -> None:
    """Where the database is broken the server is there, and is not ready."""
    execute(settings, f"DROP TABLE {VERSION_TABLE}")
    assert (await client.get("/api/v1/health")).status_code == 200
    response = await client.get("/api/v1/ready")
    assert code_of(response) == (503, "database-unavailable")
    assert response.headers["retry-after"] == "1"


@pytest.mark.isolation("clone")
async def test_a_server_whose_database_was_upgraded(
    client: httpx.AsyncClient, settings: HistorySettings
) -> None:
    """A server beside which a newer one has upgraded the tables is no longer ready."""
    execute(settings, f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    response = await client.get("/api/v1/ready")
    assert code_of(response) == (503, "not-ready")
    assert response.json()["detail"] == (
        f"the database is at revision 9999, and this server works on {newest_revision()}"
    )


async def test_a_server_that_is_stopping(app: FastAPI, client: httpx.AsyncClient) -> None:
    """A server that was told to stop is there, and is not ready."""
    app.state.stopping = True
    assert (await client.get("/api/v1/health")).status_code == 200
    response = await client.get("/api/v1/ready")
    assert code_of(response) == (503, "not-ready")
    assert response.json()["detail"] == "the server is stopping"


@pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/ready"])
async def test_nobody_has_to_log_in(client: httpx.AsyncClient, path: str) -> None:
    """Probes come without credentials and by any name, through proxies too."""
    headers = {"Host": "10.0.0.7:8765", "X-Forwarded-For": "10.0.0.9"}
    assert (await client.get(path, headers=headers)).status_code == 200
