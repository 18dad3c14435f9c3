"""From a database to an archive: one transaction that sees one moment, while servers go on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, MetaData, Table, select
from sqlalchemy.exc import DBAPIError

from layerproof import __version__
from layerproof.history.archive.columns import columns_of, reflect
from layerproof.history.archive.document import Manifest, TableEntry, write_row
from layerproof.history.archive.files import ArchiveWriter, new_file
from layerproof.history.archive.progress import Progress
from layerproof.history.database import open_file_to_copy, open_server_to_copy
from layerproof.history.errors.operation import ArchiveError
from layerproof.history.errors.problem import DatabaseUnfitError
from layerproof.history.migrate import find_revision
from layerproof.history.settings import HistorySettings

#: Rows that are fetched at once. One with a report in it can have megabytes.
_ROWS_AT_ONCE = 1_000
_LARGE_ROWS_AT_ONCE = 20


def back_up(settings: HistorySettings, path: Path, progress: Progress) -> Manifest:
    """Write a database's tables to an archive, and return what is in it.

    :raises DatabaseUnfitError: the database cannot be read, or a newer Layerproof has made it.
    :raises ArchiveError: it holds no history, or the file cannot be written.
    """
    if settings.file is not None and not settings.file.exists():
        raise _nothing_there(settings)
    with new_file(path) as file, ArchiveWriter(file) as writer:
        manifest = _read_all(settings, lambda connection: _copy(connection, writer, progress))
        if manifest is None:
            raise _nothing_there(settings)
        writer.finish(manifest)
        return manifest


def _read_all(
    settings: HistorySettings, copy: Callable[[Connection], Manifest | None]
) -> Manifest | None:
    try:
        if settings.file is None:
            return asyncio.run(_read_server(settings, copy))
        engine = open_file_to_copy(settings)
        try:
            with engine.connect() as connection:
                return copy(connection)
        finally:
            engine.dispose()
    except DBAPIError as error:
        raise DatabaseUnfitError(
            f"the history database {settings.shown_database} cannot be read: {error.orig}",
            advice="see that it is there, and that this user may read it",
        ) from error


async def _read_server(
    settings: HistorySettings, copy: Callable[[Connection], Manifest | None]
) -> Manifest | None:
    engine = open_server_to_copy(settings)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(copy)
    finally:
        await engine.dispose()


def _copy(connection: Connection, writer: ArchiveWriter, progress: Progress) -> Manifest | None:
    revision = find_revision(connection)
    if revision is None:
        return None
    tables = reflect(connection)
    return Manifest(
        revision=revision,
        database=connection.dialect.name,
        made_by=f"layerproof {__version__}",
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        tables=tuple(_copy_tables(connection, tables, writer, progress)),
    )


def _copy_tables(
    connection: Connection, tables: MetaData, writer: ArchiveWriter, progress: Progress
) -> Iterator[TableEntry]:
    for table in tables.sorted_tables:
        lines = _lines_of(connection, table, progress)
        yield writer.write_table(table.name, columns_of(table), lines)


def _lines_of(connection: Connection, table: Table, progress: Progress) -> Iterator[bytes]:
    columns = columns_of(table)
    wanted = select(table).order_by(*table.primary_key.columns)
    large = any(column.kind == "bytes" for column in columns)
    options = {"yield_per": _LARGE_ROWS_AT_ONCE if large else _ROWS_AT_ONCE}
    found = connection.execute(wanted, execution_options=options)
    for number, row in enumerate(found, 1):
        yield write_row(tuple(row), columns)
        progress.tell(f"{table.name}: {number} rows written")


def _nothing_there(settings: HistorySettings) -> ArchiveError:
    return ArchiveError(
        f"there is no history in {settings.shown_database}",
        advice="name its database with --database, or with $LAYERPROOF_HISTORY_DATABASE",
    )
