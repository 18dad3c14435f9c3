"""A history backend in this process, and looking into its database from beside it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import URL, NullPool, create_engine

from layerproof.history.app import create_app
from layerproof.history.settings import HistorySettings, read_settings
from tests.support.history_declared import check_answer

JSON = {"Content-Type": "application/json"}

#: Where a server without accounts answers: it must be called by a name of its own machine.
BASE_URL = "http://127.0.0.1:8765"

#: Where reports go, and where the runs of the project that they name are read without accounts.
PUSHES = "/api/v1/runs"
SHOP = "/api/v1/organizations/local/projects/shop"
RUNS = f"{SHOP}/runs"


def make_settings(folder: Path, **changes: Any) -> HistorySettings:
    """Return settings for a new database file in a folder."""
    return read_settings("history.db", {}, folder=folder, **changes)


@asynccontextmanager
async def running_app(settings: HistorySettings) -> AsyncIterator[FastAPI]:
    """Give an application whose lifespan has started, and end it afterwards."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client that talks to an application directly; server errors become answers.

    An answer that the OpenAPI document does not declare fails.
    """
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    hooks = {"response": [check_answer]}
    async with httpx.AsyncClient(
        transport=transport, base_url=BASE_URL, event_hooks=hooks
    ) as client:
        yield client


@asynccontextmanager
async def running_client(settings: HistorySettings) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of a new application."""
    async with running_app(settings) as app, client_of(app) as client:
        yield client


def begun_with(settings: HistorySettings, **options: str) -> HistorySettings:
    """Return the settings of the same PostgreSQL database, whose sessions begin with options."""
    words = " ".join(f"-c {name}={value}" for name, value in options.items())
    return replace(settings, database=settings.database.update_query_dict({"options": words}))


def sync_address(settings: HistorySettings) -> URL:
    """Return a history's address for a synchronous engine."""
    address = settings.database
    return address if settings.file is None else address.set(drivername="sqlite")


def execute(settings: HistorySettings, *statements: str) -> list[tuple[object, ...]]:
    """Run statements on another connection, and commit; return the rows of the last one."""
    engine = create_engine(sync_address(settings), poolclass=NullPool)
    rows: list[tuple[object, ...]] = []
    with engine.begin() as connection:
        for statement in statements:
            answer = connection.exec_driver_sql(statement)
            rows = [tuple(row) for row in answer] if answer.returns_rows else []
    return rows


async def push(client: httpx.AsyncClient, document: object) -> httpx.Response:
    """Push a document as JSON."""
    body = json.dumps(document).encode()
    return await client.post(PUSHES, content=body, headers=JSON)


def code_of(response: httpx.Response) -> tuple[int, str]:
    """Return the status and the code of an error, having seen that it has the one shape."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    problem: Mapping[str, Any] = response.json()
    assert set(problem) == {"type", "code", "title", "status", "detail", "advice", "faults"}
    assert problem["status"] == response.status_code
    assert problem["type"] == f"urn:layerproof:problem:{problem['code']}"
    return response.status_code, problem["code"]
