"""Projects come to be with their first run."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.repositories.conflicts import insert_missing
from layerproof.history.tables import ProjectRow


async def ensure_project(session: AsyncSession, name: str) -> int:
    """Return the key of the project of that name, which is made if there is none."""
    wanted = select(ProjectRow.id).where(ProjectRow.name == name)
    known = await session.scalar(wanted)
    if known is not None:
        return known
    await insert_missing(session, ProjectRow, [{"name": name}])
    return (await session.execute(wanted)).scalar_one()
