"""The database's own word on how it is."""

from __future__ import annotations

from sqlalchemy import column, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.database import VERSION_TABLE
from layerproof.history.records.health import Health


class SqlHealthRepository:
    """Fills :class:`services.ports.HealthRepository`.

    :param session: the request's session.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def ask(self) -> Health:
        """Return the kind of database and the revision of its tables."""
        revisions = table(VERSION_TABLE, column("version_num"))
        revision = await self._session.scalar(select(revisions.c.version_num))
        return Health(self._session.get_bind().dialect.name, str(revision))
