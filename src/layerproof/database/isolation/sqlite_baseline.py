"""A SQLite database after real commits becomes what it was, page by page.

SQLite's own backup writes the whole file in one transaction: rows, sequences, schema. Other
connections stay open. ``reset`` chooses between this and PostgreSQL's way.
"""

# ruff: noqa: S608 - statements are built from names that the catalog gave, quoted

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from sqlalchemy import Engine

from layerproof.database.errors import ResetBlockedError
from layerproof.database.isolation.sqlite_writers import describe_writers
from layerproof.database.ports import Say

#: Beside the database, named as SQLite names what belongs to a file.
_SUFFIX = "-baseline"
_TABLES = "SELECT name FROM kept.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
_CHANGED = """
SELECT type || ' ' || name FROM main.sqlite_schema WHERE (type, name, sql) NOT IN
  (SELECT type, name, sql FROM kept.sqlite_schema)
UNION SELECT type || ' ' || name FROM kept.sqlite_schema WHERE (type, name, sql) NOT IN
  (SELECT type, name, sql FROM main.sqlite_schema)
"""
_PAUSE = 0.005


class SqliteBaseline:
    """What a SQLite database looked like when this was made."""

    def __init__(self, engine: Engine, *, patience: float) -> None:
        """Remember the database in a file beside it.

        :param patience: seconds to wait for a transaction that is still open.
        """
        self._path = str(engine.url.database)
        self._patience = patience
        self._beside = Path(self._path + _SUFFIX)
        self._beside.unlink(missing_ok=True)
        self._open()
        self._live.backup(self._kept)
        self._attach()
        self._seen: int | None = self._version()

    def restore(self, say: Say | None = None) -> tuple[str, ...]:
        """Bring the database back; ``reset.Baseline`` has the contract.

        Whatever was committed is overwritten, a changed schema as well; the names are only told.
        """
        del say
        if self._closed:
            self._open()
            self._attach()
        self._wait_for_writers()
        if self._version() == self._seen:
            return ()
        names = self._name_differences()
        self._overwrite()
        self._seen = self._version()
        return names

    def look(self) -> tuple[str, ...]:
        """Return what differs now, and leave it; ``reset.Baseline`` has the contract."""
        if self._closed:
            self._open()
            self._attach()
        return () if self._version() == self._seen else self._name_differences()

    def let_go(self) -> None:
        """End the baseline's connections; ``restore`` opens others."""
        self._live.close()
        self._kept.close()
        self._closed = True
        # Numbers of versions count for one connection only.
        self._seen = None

    def close(self) -> None:
        """End the connections, and remove the file."""
        self.let_go()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._beside}{suffix}").unlink(missing_ok=True)

    def _open(self) -> None:
        self._live, self._kept = _connect(self._path), _connect(str(self._beside))
        self._live.execute(f"PRAGMA busy_timeout = {round(self._patience * 1_000)}")
        self._closed = False

    def _attach(self) -> None:
        self._live.execute("ATTACH ? AS kept", (str(self._beside),))

    def _version(self) -> int:
        """Return a number that changes when another connection commits."""
        return int(self._live.execute("PRAGMA main.data_version").fetchone()[0])

    def _wait_for_writers(self) -> None:
        """Wait until nobody is writing: what is committed later would stay."""
        try:
            self._live.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise self._blocked() from error
        self._live.execute("ROLLBACK")

    def _name_differences(self) -> tuple[str, ...]:
        changed = {name for (name,) in self._live.execute(_CHANGED)}
        tables = [name for (name,) in self._live.execute(_TABLES)]
        same = [name for name in tables if f"table {name}" not in changed]
        return (*sorted(changed), *(name for name in same if self._differs(name)))

    def _differs(self, table: str) -> bool:
        name = '"' + table.replace('"', '""') + '"'
        sides = (f"SELECT * FROM {side}.{name}" for side in ("main", "kept"))
        ours, theirs = sides
        return bool(
            self._live.execute(
                f"SELECT EXISTS ({ours} EXCEPT {theirs}) OR EXISTS ({theirs} EXCEPT {ours})"
                f" OR (SELECT count(*) FROM main.{name}) <> (SELECT count(*) FROM kept.{name})"
            ).fetchone()[0]
        )

    def _overwrite(self) -> None:
        deadline = time.monotonic() + self._patience

        def watch(status: int, _remaining: int, _total: int) -> None:
            # The backup itself would try for ever.
            if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and (
                time.monotonic() > deadline
            ):
                raise self._blocked()

        self._kept.backup(self._live, progress=watch, sleep=_PAUSE)

    def _blocked(self) -> ResetBlockedError:
        return ResetBlockedError(
            f"the database could not be written to within {self._patience:g} s",
            tried=describe_writers(self._path) or ("another process holds its lock",),
            advice="let the test end every transaction that it began",
        )


def _connect(path: str) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False)
