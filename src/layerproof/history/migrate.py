"""Bringing a database to the tables of this code; safe when two servers start at once.

The whole upgrade is one transaction that is alone from its start (``BEGIN IMMEDIATE``, or an
advisory lock on PostgreSQL), so the second of two servers finds the work done.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from anyio import to_thread
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from layerproof.history.database import VERSION_TABLE, open_server, open_sqlite_to_migrate
from layerproof.history.errors.problem import DatabaseUnfitError
from layerproof.history.settings import HistorySettings
from layerproof.history.tables import metadata

SCRIPTS = Path(__file__).parent / "migrations"

#: The tables of every revision; whatever else a database holds is somebody else's.
OUR_TABLES = frozenset(metadata.tables)

Step = Callable[[Connection], None]

#: Any number will do, as long as every server takes the same.
_ADVISORY_LOCK = 7_018_446_203

#: Alembic keeps the migration that runs in a global of the process.
_ONE_AT_A_TIME = Lock()


@cache
def newest_revision() -> str:
    """Return the revision of the tables that this code works on."""
    return str(_scripts().get_current_head())


def known_revisions() -> list[str]:
    """Return every revision that this code knows, oldest first."""
    return [revision.revision for revision in _scripts().walk_revisions()][::-1]


async def migrate(settings: HistorySettings) -> None:
    """Upgrade the database to the newest revision; make it, and its folder, if needed.

    :raises DatabaseUnfitError: it cannot be opened or written, holds other tables of the same
        names, or was made by a newer Layerproof.
    """
    refuse_read_only(settings)
    await run_migration(settings, upgrade)


async def run_migration(settings: HistorySettings, step: Step) -> None:
    """Run a step alone on the database, in one transaction without foreign keys.

    Foreign keys are off since SQLite changes a table by making it anew, and dropping the old
    one would take along whatever refers to it. They are checked before the transaction ends.

    :raises DatabaseUnfitError: the database cannot be opened, or the step left loose ends.
    """
    # In a thread, as a step keeps Alembic's globals over every wait for the server.
    on_server = settings.file is None
    await to_thread.run_sync(run_step, settings, step, abandon_on_cancel=on_server)


def run_step(settings: HistorySettings, step: Step) -> None:
    """Do what :func:`run_migration` does in this thread, where Ctrl-C ends it: nothing is changed.

    :raises DatabaseUnfitError: the database cannot be opened, or the step left loose ends.
    """
    try:
        if settings.file is None:
            asyncio.run(_run_with_lock(settings, step))
        else:
            _make_folder(settings.file.parent)
            _make_file(settings.file)
            _run_on_file(settings, step)
    except (DBAPIError, OSError) as error:
        why = error.orig if isinstance(error, DBAPIError) else error
        raise DatabaseUnfitError(
            f"the history database {settings.shown_database} cannot be used: {why}",
            advice="name another one with --database, or see that this one can be written",
        ) from error


def _run_on_file(settings: HistorySettings, step: Step) -> None:
    engine = open_sqlite_to_migrate(settings)
    try:
        with _ONE_AT_A_TIME, engine.begin() as connection:
            step(connection)
            _refuse_loose_ends(connection)
    finally:
        engine.dispose()


async def _run_with_lock(settings: HistorySettings, step: Step) -> None:
    def run_alone(connection: Connection) -> None:
        with _ONE_AT_A_TIME:
            step(connection)

    engine = open_server(settings)
    try:
        async with engine.begin() as connection:
            lock = text("SELECT pg_advisory_xact_lock(:key)")
            await connection.execute(lock, {"key": _ADVISORY_LOCK})
            await connection.run_sync(run_alone)
    finally:
        await engine.dispose()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        ignored = folder / ".gitignore"
        if folder.name == ".layerproof" and not ignored.exists():
            ignored.write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise DatabaseUnfitError(
            f"the folder {folder} of the history database cannot be made: {error.strerror}",
            advice="name another place with --database",
        ) from error


def _make_file(file: Path) -> None:
    """Make a new database's file for its owner alone: it keeps what log-ins are signed with."""
    if not file.exists():
        file.touch(mode=0o600)


def _refuse_loose_ends(connection: Connection) -> None:
    loose = connection.execute(text("PRAGMA foreign_key_check")).first()
    if loose is not None:
        raise DatabaseUnfitError(
            f"a row of {loose[0]} refers to a row of {loose[2]} that is not there",
            advice="restore the database from a copy; nothing was changed",
        )


def refuse_read_only(settings: HistorySettings) -> None:
    """Refuse a database's file that this user may not write.

    SQLite itself lets an upgrade pass that has nothing to do, and fails at the first push.

    :raises DatabaseUnfitError: it is there, and cannot be written.
    """
    file = settings.file
    if file is not None and file.exists() and not os.access(file, os.W_OK):
        raise DatabaseUnfitError(
            f"the history database {settings.shown_database} cannot be written",
            advice="let this user write it, or name another one with --database",
        )


def upgrade(connection: Connection) -> None:
    """Bring the database of a connection to the newest revision.

    :raises DatabaseUnfitError: it is not ours, or newer than this code.
    """
    refuse_unknown(connection)
    command.upgrade(configure(connection), "head")


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_configure())


def find_revision(connection: Connection) -> str | None:
    """Return the revision of a database; ``None`` if it has none of our tables.

    :raises DatabaseUnfitError: it is not ours, or newer than this code.
    """
    refuse_unknown(connection)
    return _context_of(connection).get_current_revision()


def _context_of(connection: Connection) -> MigrationContext:
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})


def configure(connection: Connection) -> Config:
    """Return Alembic's configuration for a connection."""
    config = _configure()
    config.attributes["connection"] = connection
    return config


def _configure() -> Config:
    config = Config()
    # Where ``%`` has a meaning.
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def refuse_unknown(connection: Connection) -> None:
    """Refuse a database with tables of ours that were not made by this code, or an older one.

    :raises DatabaseUnfitError: it holds such tables.
    """
    present = _context_of(connection).get_current_heads()
    unknown = sorted(set(present) - set(known_revisions()))
    if unknown:
        raise DatabaseUnfitError(
            f"the history database is at revision {unknown[0]}, which this Layerproof does not "
            f"know (newest: {newest_revision()}); a newer one has made it",
            advice="use that newer Layerproof, or name another database with --database",
        )
    foreign = sorted(set(inspect(connection).get_table_names()) & set(metadata.tables))
    if foreign and not present:
        raise DatabaseUnfitError(
            f"the database holds a table {foreign[0]!r} that Layerproof did not make",
            advice="name another database with --database",
        )
