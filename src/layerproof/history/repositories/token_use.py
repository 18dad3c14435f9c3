"""When projects' tokens were used, in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.tables import ProjectTokenRow


class SqlTokenUseRepository:
    """Fills :class:`services.ports.pieces.TokenUseRepository`.

    :param session: the request's session; whoever opened it commits.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def note_use(self, token: int, *, at: datetime, unless_since: datetime) -> None:
        """Store when a token was used, unless it is known to have been used since a moment."""
        known = ProjectTokenRow.last_used_at
        await self._session.execute(
            update(ProjectTokenRow)
            .where(ProjectTokenRow.id == token, or_(known.is_(None), known < unless_since))
            .values(last_used_at=at)
            .execution_options(synchronize_session=False)
        )
