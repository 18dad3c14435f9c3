"""What an application finds or makes once, when it starts."""

from __future__ import annotations

from layerproof.history.database import Database
from layerproof.history.repositories.local_projects import SqlLocalProjectRepository
from layerproof.history.repositories.secrets import ensure_secret
from layerproof.history.services.clock import read_clock
from layerproof.history.services.secrets import new_secret
from layerproof.history.services.signing import Signer
from layerproof.history.settings import HistorySettings

_NAME = "access-tokens"


async def make_signer(settings: HistorySettings, database: Database) -> Signer:
    """Return the signer of a server: its settings' secret, else the one that its database keeps."""
    if settings.secret is not None:
        return Signer(settings.secret)
    async with database.write() as session:
        secret = await ensure_secret(session, _NAME, new_secret(), created_at=read_clock())
        # lint-skip: transaction-edge because this is the application's start, and no request
        await session.commit()
    return Signer(secret)


async def ensure_local_organization(settings: HistorySettings, database: Database) -> None:
    """See that a server without accounts has the organization that its projects belong to."""
    if settings.accounts:
        return
    async with database.write() as session:
        local = SqlLocalProjectRepository(session)
        await local.ensure_organization(created_at=read_clock())
        # lint-skip: transaction-edge because this is the application's start, and no request
        await session.commit()
