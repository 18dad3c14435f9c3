"""What an operator does to a history outside HTTP: back up, restore, prune, upgrade, invite.

Each opens the database for itself and leaves it closed; servers may go on meanwhile, but for a
restore. ``cli.history`` has the words around it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from layerproof.history.archive.backup import back_up
from layerproof.history.archive.document import Manifest
from layerproof.history.archive.progress import Progress
from layerproof.history.archive.restore import restore
from layerproof.history.database import Database
from layerproof.history.dependencies.tenants import make_first_owner_service
from layerproof.history.errors.problem import DatabaseUnfitError
from layerproof.history.migrate import (
    find_revision,
    migrate,
    newest_revision,
    run_step,
    upgrade,
)
from layerproof.history.pruning import count_outdated, prune
from layerproof.history.records.retention import PruneCounts
from layerproof.history.settings import HistorySettings

Say = Callable[[str], None]

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The revisions before and after; ``None`` for a database without any of our tables."""

    before: str | None
    after: str | None

    @property
    def needed(self) -> bool:
        """Whether the tables were not those of this code."""
        return self.before != newest_revision()


def back_up_history(settings: HistorySettings, file: Path, *, say: Say) -> Manifest:
    """Write a backup, and return what is in it; ``say`` takes the progress of long ones.

    :raises LayerproofError: the database cannot be read, or the file not be written.
    """
    return back_up(settings, file, Progress(say))


def restore_history(settings: HistorySettings, file: Path, *, replace: bool, say: Say) -> Manifest:
    """Restore a backup, and return what was in it; ``say`` takes the progress of long ones.

    :param replace: take the place of what the database holds.
    :raises LayerproofError: the archive is not whole, the database not empty, or not usable.
    """
    return restore(settings, file, Progress(say), replace=replace)


def upgrade_history(settings: HistorySettings) -> Upgrade:
    """Bring a database to the newest revision, as every server does when it starts.

    :raises DatabaseUnfitError: the database cannot be used, or a newer Layerproof has made it.
    """
    before = _find_revision(settings)
    run_step(settings, upgrade)
    return Upgrade(before, newest_revision())


def check_upgrade(settings: HistorySettings) -> Upgrade:
    """Return what an upgrade would do. A database that is not there is not made for it.

    :raises DatabaseUnfitError: the database cannot be used, or a newer Layerproof has made it.
    """
    before = _find_revision(settings)
    return Upgrade(before, before)


def _find_revision(settings: HistorySettings) -> str | None:
    if settings.file is not None and not settings.file.exists():
        return None
    found: list[str | None] = []

    def look(connection: Connection) -> None:
        found.append(find_revision(connection))

    run_step(settings, look)
    return found[0]


def prune_history(settings: HistorySettings) -> PruneCounts:
    """Remove what projects no longer keep, as a server does every hour, and return how much.

    :raises DatabaseUnfitError: the database is not there, or cannot be used.
    """
    _require_history(settings)
    return asyncio.run(_with_database(settings, prune))


def count_outdated_runs(settings: HistorySettings) -> int:
    """Return how many runs a pruning would remove; nothing is removed.

    :raises DatabaseUnfitError: the database is not there, or cannot be used.
    """
    _require_history(settings)
    return asyncio.run(_with_database(settings, count_outdated))


def _require_history(settings: HistorySettings) -> None:
    if _find_revision(settings) is None:
        raise DatabaseUnfitError(
            f"there is no history in {settings.shown_database}",
            advice="name its database with --database, or with $LAYERPROOF_HISTORY_DATABASE",
        )


async def _with_database(
    settings: HistorySettings, work: Callable[[Database], Awaitable[_Result]]
) -> _Result:
    await migrate(settings)
    database = Database(settings)
    try:
        return await work(database)
    finally:
        await database.close()


def invite_first_owner(
    settings: HistorySettings, address: str, *, organization: str, name: str
) -> str:
    """Return the token of an owner's invitation; database and organization are made if needed.

    :param organization: its name in addresses.
    :param name: what it is called, if it is new.
    :raises LayerproofError: the database cannot be used, or a name or the address cannot be one.
    """

    async def invite(database: Database) -> str:
        async with database.write() as session:
            service = make_first_owner_service(session)
            token = await service.invite(organization, name, address)
            # lint-skip: transaction-edge because this is an operator's command, and no request
            await session.commit()
            return token

    return asyncio.run(_with_database(settings, invite))
