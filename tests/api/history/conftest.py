"""A client of a new history for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from tests.support.history import client_of, make_settings, running_app


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[FastAPI]:
    """Give an application that has started, on a database of its own."""
    async with running_app(make_settings(tmp_path)) as app:
        yield app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of that application."""
    async with client_of(app) as client:
        yield client
