"""Histories on each kind of database that they can have: SQLite files and PostgreSQL.

The conftest of a suite imports the fixtures that its tests use. PostgreSQL comes from
Layerproof's own fixture ``database``, as it does for any backend that opens its own connections;
what a test commits there is emptied afterwards (``isolation = "reset"`` in our table).
A test that changes the schema has ``@pytest.mark.isolation("clone")``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from fastapi import FastAPI

from layerproof.history.settings import HistorySettings, read_settings
from tests.support.history import client_of, execute, make_settings, running_app

if TYPE_CHECKING:
    from layerproof.testing import TestDatabase

ENGINES = ("sqlite", "postgresql")

#: Leaves a PostgreSQL database as it was before its first migration.
EMPTYING = ("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")


@pytest.fixture(params=ENGINES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> HistorySettings:
    """Give the settings of a history without runs, on each kind of database in turn.

    The SQLite file is not there yet; the PostgreSQL database has its tables.
    """
    if request.param == "sqlite":
        return make_settings(tmp_path)
    server: HistorySettings = request.getfixturevalue("server_settings")
    return server


@pytest.fixture
def server_settings(database: TestDatabase, tmp_path: Path) -> HistorySettings:
    """Give the settings of a history on PostgreSQL, without runs."""
    return read_settings(database.async_url, {}, folder=tmp_path)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.isolation("clone"))])
def new_settings(request: pytest.FixtureRequest, tmp_path: Path) -> HistorySettings:
    """Give the settings of a database that nobody has migrated, on each kind in turn."""
    if request.param == "sqlite":
        return make_settings(tmp_path)
    server: HistorySettings = request.getfixturevalue("server_settings")
    execute(server, *EMPTYING)
    return server


@pytest.fixture
async def app(settings: HistorySettings) -> AsyncIterator[FastAPI]:
    """Give an application that has started."""
    async with running_app(settings) as app:
        yield app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of that application."""
    async with client_of(app) as client:
        yield client
