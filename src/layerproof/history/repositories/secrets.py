"""What servers sign with, shared through their database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.repositories.conflicts import insert_missing
from layerproof.history.tables import ServerSecretRow


async def ensure_secret(
    session: AsyncSession, name: str, proposed: str, *, created_at: datetime
) -> str:
    """Return the secret of that name; the proposed one if there was none yet.

    Of servers that start at once, all get the same.
    """
    wanted = select(ServerSecretRow.value).where(ServerSecretRow.name == name)
    known = await session.scalar(wanted)
    if known is None:
        row = {"name": name, "value": proposed, "created_at": created_at}
        await insert_missing(session, ServerSecretRow, [row])
        known = (await session.execute(wanted)).scalar_one()
    return known
