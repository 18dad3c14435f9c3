"""Sessions that end with the request: the request's edge, the only place that commits.

The sessions end before the answer is sent (``scope="function"``): an answer that says "stored" is
never sent for something that then could not be stored.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.database import Database
from layerproof.history.errors.problem import ProblemError


def database_of(request: Request) -> Database:
    """Return the database of the application that a request came to."""
    database: Database = request.app.state.database
    return database


@asynccontextmanager
async def committed(database: Database) -> AsyncIterator[AsyncSession]:
    """Give a session for changes that are stored at the end of the block.

    For what must not last as long as a request: most take :data:`Writing`.
    """
    async with database.write() as session:
        try:
            yield session
        except ProblemError as error:
            if error.keeps_writes:
                await session.commit()
            raise
        await session.commit()


async def _reading(request: Request) -> AsyncIterator[AsyncSession]:
    async with database_of(request).read() as session:
        yield session


async def _writing(request: Request) -> AsyncIterator[AsyncSession]:
    async with committed(database_of(request)) as session:
        yield session


Reading = Annotated[AsyncSession, Depends(_reading, scope="function")]
Writing = Annotated[AsyncSession, Depends(_writing, scope="function")]
