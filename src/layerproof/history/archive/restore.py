"""From an archive to a database: everything is checked first, then one transaction does it all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from alembic import command
from sqlalchemy import (
    Connection,
    DateTime,
    MetaData,
    Table,
    func,
    insert,
    literal,
    select,
    text,
)

from layerproof.history.archive.columns import columns_of, reflect
from layerproof.history.archive.document import Manifest, Row, TableEntry, damaged
from layerproof.history.archive.files import ArchiveReader, open_archive
from layerproof.history.archive.progress import Progress
from layerproof.history.database import VERSION_TABLE
from layerproof.history.errors.operation import ArchiveError
from layerproof.history.migrate import configure, find_revision, known_revisions, run_step
from layerproof.history.settings import HistorySettings

#: What a server makes at its first start: a database with nothing else is empty.
MADE_AT_START = frozenset({"organizations", "server_secrets"})


def restore(
    settings: HistorySettings, path: Path, progress: Progress, *, replace: bool
) -> Manifest:
    """Fill a database from an archive, at the newest revision, and return what was in it.

    The archive is read through before the database is opened. Then all happens in one transaction:
    whatever goes wrong, and whoever ends it, the database is as it was.

    :param replace: take the place of what is there; else the database has to be empty.
    :raises ArchiveError: the archive is not whole, or newer than this code; the database is not
        empty.
    :raises DatabaseUnfitError: the database cannot be opened, or does not take the rows.
    """
    with open_archive(path) as archive:
        _check(archive, progress)

        def fill(connection: Connection) -> None:
            _make_room(connection, settings, replace=replace)
            _fill(connection, archive, progress)

        run_step(settings, fill)
        return archive.manifest


def _check(archive: ArchiveReader, progress: Progress) -> None:
    manifest = archive.manifest
    if manifest.revision not in known_revisions():
        raise ArchiveError(
            f"the archive is of revision {manifest.revision}, which this Layerproof does not know; "
            f"{manifest.made_by} has made it",
            advice="restore it with that version, or a newer one",
        )
    for entry in manifest.tables:
        for rows in archive.check(entry):
            progress.tell(f"{entry.name}: {rows} of {entry.rows} rows checked")


def _make_room(connection: Connection, settings: HistorySettings, *, replace: bool) -> None:
    revision = find_revision(connection)
    tables = reflect(connection)
    if not replace and (full := _find_rows(connection, tables)):
        raise ArchiveError(
            f"the database {settings.shown_database} is not empty: {full} has rows",
            advice="name a new database, or give --replace to lose what is in this one",
        )
    tables.drop_all(connection)
    if revision is not None:
        connection.execute(text(f"DROP TABLE {VERSION_TABLE}"))


def _find_rows(connection: Connection, tables: MetaData) -> str | None:
    """Return a table that has rows which no server makes by itself."""
    for found in tables.sorted_tables:
        if found.name in MADE_AT_START:
            continue
        if connection.scalar(select(literal(1)).select_from(found).limit(1)) is not None:
            return found.name
    return None


def _fill(connection: Connection, archive: ArchiveReader, progress: Progress) -> None:
    config = configure(connection)
    command.upgrade(config, archive.manifest.revision)
    tables = reflect(connection).tables
    if set(tables) != {entry.name for entry in archive.manifest.tables}:
        raise damaged("its tables are not those of its revision")
    # Migrations may have made rows of their own: those of the archive have them as well.
    for found in reversed(reflect(connection).sorted_tables):
        connection.execute(found.delete())
    for entry in archive.manifest.tables:
        _fill_table(connection, tables[entry.name], entry, archive, progress)
    command.upgrade(config, "head")


def _fill_table(
    connection: Connection,
    into: Table,
    entry: TableEntry,
    archive: ArchiveReader,
    progress: Progress,
) -> None:
    if set(columns_of(into)) != set(entry.columns):
        raise damaged(f"the columns of {entry.name} are not those of its revision")
    done = 0
    moments = [column.name for column in into.columns if isinstance(column.type, DateTime)]
    for rows in archive.chunks(entry):
        if connection.dialect.name == "sqlite":
            _take_zones_off(rows, moments)
        connection.execute(insert(into), rows)
        done += len(rows)
        progress.tell(f"{entry.name}: {done} of {entry.rows} rows restored")
    if connection.dialect.name == "postgresql":
        _number_on(connection, into)


def _take_zones_off(rows: Iterable[Row], moments: Iterable[str]) -> None:
    """Make moments in UTC what SQLite keeps, which has no zones."""
    for row in rows:
        for name in moments:
            if row[name] is not None:
                row[name] = row[name].replace(tzinfo=None)


def _number_on(connection: Connection, into: Table) -> None:
    """Have PostgreSQL number the next row after the last one."""
    for column in into.primary_key.columns:
        sequence = connection.scalar(select(func.pg_get_serial_sequence(into.name, column.name)))
        if sequence is not None:
            last = select(func.max(column)).scalar_subquery()
            numbered = func.setval(sequence, func.coalesce(last, 1), last.is_not(None))
            connection.execute(select(numbered))
