"""What a router's function is given: services on a session that ends with the request.

This is the request's edge, the only place that commits. The sessions end before the answer is
sent (``scope="function"``): an answer that says "stored" is never sent for something that then
could not be stored.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.database import Database
from layerproof.history.repositories.health import SqlHealthRepository
from layerproof.history.repositories.runs import SqlRunRepository
from layerproof.history.services.health import HealthService
from layerproof.history.services.runs import RunService


async def _reading(request: Request) -> AsyncIterator[AsyncSession]:
    database: Database = request.app.state.database
    async with database.read() as session:
        yield session


async def _writing(request: Request) -> AsyncIterator[AsyncSession]:
    database: Database = request.app.state.database
    async with database.write() as session:
        yield session
        await session.commit()


_Reading = Annotated[AsyncSession, Depends(_reading, scope="function")]
_Writing = Annotated[AsyncSession, Depends(_writing, scope="function")]


def _reading_runs(session: _Reading) -> RunService:
    return RunService(SqlRunRepository(session))


def _writing_runs(session: _Writing) -> RunService:
    return RunService(SqlRunRepository(session))


def _health(session: _Reading) -> HealthService:
    return HealthService(SqlHealthRepository(session))


RunsToRead = Annotated[RunService, Depends(_reading_runs, scope="function")]
RunsToWrite = Annotated[RunService, Depends(_writing_runs, scope="function")]
HealthToRead = Annotated[HealthService, Depends(_health, scope="function")]
