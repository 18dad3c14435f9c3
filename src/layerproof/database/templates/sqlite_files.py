"""SQLite files as templates and copies are made of: begun, sealed, copied. ``sqlite`` decides."""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from layerproof.database.errors import DatabaseUnfitError, TemplateFailedError

#: Linux' request for a copy that shares its blocks until one is written (btrfs, XFS).
_FICLONE = 0x40049409

_BESIDE = ("-wal", "-shm", "-journal")


def begin_file(path: Path, pragmas: Mapping[str, str]) -> None:
    """Make an empty database with the pragmas that only an empty one takes, in WAL mode.

    Raises ``DatabaseUnfitError`` when SQLite refuses one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for name, text in pragmas.items():
            try:
                connection.execute(f"PRAGMA {name} = {text}")
            except sqlite3.Error as error:
                raise DatabaseUnfitError(
                    f"database.pragmas: SQLite refuses {name} = {text}: {error}",
                    advice="correct the pragma, or take it out",
                ) from error
        connection.execute("PRAGMA journal_mode = WAL")
        # Without a write there is no header, and the pragmas would be lost.
        connection.execute("CREATE TABLE layerproof (id INTEGER)")
        connection.execute("DROP TABLE layerproof")


def seal_file(path: Path) -> None:
    """Write everything into the one file, in WAL mode, with no log left beside it.

    Raises ``TemplateFailedError`` when something still has it open.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy or mode != "wal" or _log_size(path):
        raise TemplateFailedError(
            f"the template {path} is still open somewhere after it was built",
            advice="let migrations and seed end what they start",
        )


def copy_file(source: Path, target: Path) -> None:
    """Copy a database: its blocks where nobody writes to it, else by SQLite's own backup."""
    if _log_size(source):
        with (
            closing(sqlite3.connect(source)) as read,
            closing(sqlite3.connect(target)) as written,
        ):
            read.backup(written)
            written.execute("PRAGMA journal_mode = WAL")
        return
    with source.open("rb") as original, target.open("xb") as copy:
        try:
            fcntl.ioctl(copy, _FICLONE, original.fileno())
        except OSError:  # the file system cannot share blocks
            shutil.copyfileobj(original, copy, 1 << 20)


def remove_file(path: Path) -> None:
    """Remove a database with what SQLite keeps beside it; nothing happens if it is gone."""
    for suffix in ("", *_BESIDE):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _log_size(path: Path) -> int:
    log = Path(f"{path}-wal")
    return log.stat().st_size if log.exists() else 0
