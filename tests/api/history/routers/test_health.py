"""``/api/v1/health`` through a client."""

from __future__ import annotations

import httpx
from fastapi import FastAPI

from layerproof import __version__
from layerproof.history.database import Database
from tests.support.history import code_of


async def test_a_healthy_server(client: httpx.AsyncClient) -> None:
    """A server that reaches its database says so, with versions."""
    response = await client.get("/api/v1/health")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "version": __version__,
        "database": "sqlite",
        "revision": "0001",
    }


async def test_a_server_without_its_tables(app: FastAPI, client: httpx.AsyncClient) -> None:
    """A server whose database is broken answers 503 and when to try again."""
    database: Database = app.state.database
    async with database.write() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("DROP TABLE layerproof_history_version")
        await session.commit()
    response = await client.get("/api/v1/health")
    assert code_of(response) == (503, "database-unavailable")
    assert response.headers["retry-after"] == "1"
