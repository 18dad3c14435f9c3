"""Archives as files: written whole or not at all, and read through before they are believed."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Self

from layerproof.history.archive.document import (
    MANIFEST,
    Column,
    Manifest,
    Row,
    TableEntry,
    damaged,
    member_of,
    read_manifest,
    read_row,
    write_manifest,
)
from layerproof.history.errors.operation import ArchiveError

#: A report of 32 MiB is a few MiB in its row; what is longer than this is no row of ours.
LONGEST_LINE = 512 * 1024**2

#: What is held at once when rows are restored: so many rows, or lines of so many bytes.
ROWS_AT_ONCE = 500
BYTES_AT_ONCE = 4 * 1024**2

_LARGEST_MANIFEST = 4 * 1024**2

#: What reading a ZIP file that was changed raises.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class ArchiveWriter:
    """Writes an archive's members, one after the other.

    :param file: where to; it is left open.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # What was not finished is closed as well, or it would try by itself once it is too late.
        if kind is None:
            self._zip.close()
            return
        with suppress(OSError):
            self._zip.close()

    def write_table(
        self, name: str, columns: tuple[Column, ...], lines: Iterable[bytes]
    ) -> TableEntry:
        """Write a table's lines as they come, and return what the manifest says of them."""
        digest = hashlib.sha256()
        rows = 0
        with self._zip.open(member_of(name), "w", force_zip64=True) as member:
            for line in lines:
                digest.update(line)
                member.write(line)
                rows += 1
        return TableEntry(name, columns, rows, digest.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest: the archive is whole."""
        self._zip.writestr(MANIFEST, write_manifest(manifest))


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file that takes a path's place when it is whole, readable by its owner alone.

    Until then it lies beside it, as ``.NAME.*.partial``; what fails removes it.

    :raises ArchiveError: it cannot be written.
    """
    try:
        with _in_place_of(path) as file:
            yield file
    except OSError as error:
        raise ArchiveError(
            f"the archive {path} cannot be written: {error.strerror or error}",
            advice="name a file in a folder that this user may write, on a disk with room",
        ) from error


@contextmanager
def _in_place_of(path: Path) -> Iterator[BinaryIO]:
    # Made with mode 600: an archive holds what log-ins are signed with.
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _write_out(path.parent)


def _write_out(folder: Path) -> None:
    """Have a folder's new entry on the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


class ArchiveReader:
    """An archive that is open.

    :param opened: the ZIP file.
    """

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._zip = opened
        self.manifest = _read_manifest_of(opened)

    def check(self, table: TableEntry) -> Iterator[int]:
        """Read a table through, and yield how many of its rows have been read.

        :raises ArchiveError: its lines are not those that were written.
        """
        digest = hashlib.sha256()
        rows = 0
        for rows, line in enumerate(self._lines(table), 1):
            digest.update(line)
            read_row(line, table.columns)
            yield rows
        if (rows, digest.hexdigest()) != (table.rows, table.sha256):
            raise damaged(f"the rows of {table.name} are not those that were written")

    def chunks(self, table: TableEntry) -> Iterator[list[Row]]:
        """Yield a table's rows, a bounded number at once, none of them empty."""
        chunk: list[Row] = []
        size = 0
        for line in self._lines(table):
            chunk.append(read_row(line, table.columns))
            size += len(line)
            if len(chunk) == ROWS_AT_ONCE or size >= BYTES_AT_ONCE:
                yield chunk
                chunk, size = [], 0
        if chunk:
            yield chunk

    def _lines(self, table: TableEntry) -> Iterator[bytes]:
        try:
            with self._zip.open(table.member) as member:
                while line := member.readline(LONGEST_LINE):
                    yield line
        except (*_UNREADABLE, KeyError) as error:
            raise damaged(f"{table.member} cannot be read") from error


def _read_manifest_of(opened: zipfile.ZipFile) -> Manifest:
    names = opened.namelist()
    if MANIFEST not in names:
        raise damaged("it has no manifest")
    if opened.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
        raise damaged("its manifest cannot be read")
    try:
        manifest = read_manifest(opened.read(MANIFEST))
    except _UNREADABLE as error:
        raise damaged("its manifest cannot be read") from error
    if sorted(names) != sorted([MANIFEST, *(table.member for table in manifest.tables)]):
        raise damaged("its members are not those that its manifest names")
    return manifest


@contextmanager
def open_archive(path: Path) -> Iterator[ArchiveReader]:
    """Give the archive at a path.

    :raises ArchiveError: there is none, or it was cut short.
    """
    try:
        opened = zipfile.ZipFile(path)
    except OSError as error:
        raise ArchiveError(f"the archive {path} cannot be read: {error.strerror}") from error
    except _UNREADABLE as error:
        raise damaged(f"{path} is no ZIP file") from error
    with opened:
        yield ArchiveReader(opened)
