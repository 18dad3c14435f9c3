"""A filled library in each database, behind each driver."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from tests.support.library import Base, three_authors
from tests.support.postgres import running_server, scratch_place


@pytest.fixture(params=["pysqlite", "psycopg", "psycopg2"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return an engine of a filled library."""
    with _url(request.param, tmp_path) as url:
        made = create_engine(url)
        Base.metadata.create_all(made)
        with Session(made) as session, session.begin():
            session.add_all(three_authors())
        yield made
        made.dispose()


@pytest.fixture(params=["aiosqlite", "asyncpg", "psycopg"])
async def async_engine(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[AsyncEngine]:
    """Return an asynchronous engine of a filled library."""
    with _url(request.param, tmp_path) as url:
        made = create_async_engine(url)
        async with made.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        async with AsyncSession(made) as session, session.begin():
            session.add_all(three_authors())
        yield made
        await made.dispose()


@contextmanager
def _url(driver: str, folder: Path) -> Iterator[str]:
    if "sqlite" in driver:
        yield f"sqlite+{driver}:///{folder}/library.sqlite"
        return
    with scratch_place(running_server()) as place:
        yield place.url(driver)
