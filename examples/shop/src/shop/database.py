"""The database and the session of a request; the only place that commits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from shop.models import Model


class Database:
    """An engine and its tables."""

    def __init__(self, url: str) -> None:
        self.engine: AsyncEngine = create_async_engine(url)

    async def create_tables(self) -> None:
        """Make the tables where there are none."""
        async with self.engine.begin() as connection:
            await connection.run_sync(Model.metadata.create_all)


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    """Yield the request's session; commit when the request went well."""
    async with AsyncSession(request.app.state.database.engine, expire_on_commit=False) as session:
        yield session
        await session.commit()


RequestSession = Annotated[AsyncSession, Depends(get_session, scope="function")]
