"""Sessions on SQLite and PostgreSQL, bound to factories as the plugin's fixtures bind them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session

from layerproof.database.engines import make_async_engine, make_engine
from layerproof.database.values import Place
from layerproof.testing import bind_factories
from layerproof.testing.factories.restart import start_test
from tests.support.factory_databases import ENGINES, filled_place, settings_for


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty database with all tables."""
    start_test(request.node.nodeid)
    with filled_place(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def plain_engine(place: Place, tmp_path: Path) -> Iterator[Engine]:
    """An engine for it."""
    kind = "postgresql" if place.url().startswith("postgresql") else "sqlite"
    engine = make_engine(place, settings_for(kind, tmp_path))
    yield engine
    engine.dispose()


@pytest.fixture
async def awaited_engine(place: Place, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """An asynchronous engine for it."""
    kind = "postgresql" if place.url().startswith("postgresql") else "sqlite"
    engine = make_async_engine(place, settings_for(kind, tmp_path))
    yield engine
    await engine.dispose()


@pytest.fixture
def session(plain_engine: Engine) -> Iterator[Session]:
    """A session that plain factories find."""
    with Session(plain_engine) as found, bind_factories(sync=lambda: found):
        yield found


@pytest.fixture
async def async_session(awaited_engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """A session that asynchronous factories find."""
    async with AsyncSession(awaited_engine) as found:
        with bind_factories(asynchronous=lambda: found):
            yield found
