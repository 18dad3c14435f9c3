"""What taking over this checkout's runs needs, which comes with no request."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from layerproof.history.database import Database
from layerproof.history.dependencies.sessions import committed
from layerproof.history.repositories.local_projects import SqlLocalProjectRepository
from layerproof.history.repositories.runs import SqlRunRepository
from layerproof.history.repositories.secrets import ensure_secret
from layerproof.history.services.clock import read_clock
from layerproof.history.services.local_projects import LocalProjectService
from layerproof.history.services.pushes import PushService
from layerproof.history.services.secrets import hash_secret, new_secret

_NAME = "local-records"


@asynccontextmanager
async def pushing(database: Database) -> AsyncIterator[PushService]:
    """Give a service whose pushes are stored at the end of the block."""
    async with committed(database) as session:
        local = LocalProjectService(SqlLocalProjectRepository(session))
        yield PushService(SqlRunRepository(session), local)


async def name_database(database: Database) -> str:
    """Return what tells this database from every other, one at the same place included."""
    async with committed(database) as session:
        return hash_secret(
            await ensure_secret(session, _NAME, new_secret(), created_at=read_clock())
        )
