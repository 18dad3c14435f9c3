"""The settings of one history server: read once from options and environment, then frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from layerproof.errors import UsageError

DATABASE_VARIABLE = "LAYERPROOF_HISTORY_DATABASE"
SECRET_VARIABLE = "LAYERPROOF_HISTORY_SECRET"  # noqa: S105  (a variable's name is no secret)
DEFAULT_DATABASE = ".layerproof/history.db"

#: Where ``layerproof coverage`` records its runs, beside that database.
LOCAL_RECORDS = ".layerproof/history"

#: The async driver that a URL without one gets; other databases are not supported.
DRIVERS = {"sqlite": "aiosqlite", "postgresql": "psycopg"}

#: Sync drivers that people name out of habit, and that mean the one above.
SYNC_DRIVERS = {"pysqlite", "psycopg2"}

MEBIBYTE = 1024 * 1024

#: As many characters as a key for HMAC with SHA-256 needs bytes (RFC 7518, 3.2).
SECRET_LENGTH = 32


@dataclass(frozen=True, slots=True)
class HistorySettings:
    """What a history server needs to know.

    ``max_body`` is in bytes, ``busy_seconds`` is how long a writer waits for another one.
    Without ``accounts`` whoever reaches the server owns what is on it, so it answers only those
    who call it by a name of their own machine. ``secret`` signs access tokens; without one the
    database keeps one. ``open_registration`` lets people register without an invitation.
    ``local_records`` is where the runs of a checkout lie that a server on its own database takes
    over.
    """

    database: URL
    max_body: int = 32 * MEBIBYTE
    busy_seconds: float = 30.0
    accounts: bool = False
    secret: str | None = field(default=None, repr=False)
    open_registration: bool = False
    local_records: Path | None = None

    @property
    def shown_database(self) -> str:
        """The database's address without any password, also of those that its query has."""
        hidden = {
            name: "hidden" for name in self.database.query if "pass" in name or "secret" in name
        }
        return self.database.update_query_dict(hidden).render_as_string(hide_password=True)

    @property
    def file(self) -> Path | None:
        """The SQLite file, or ``None`` for a database server."""
        if self.database.get_backend_name() != "sqlite":
            return None
        return Path(self.database.database or "")


def read_settings(
    database: str | None,
    environment: Mapping[str, str],
    *,
    folder: Path,
    max_body: int = 32 * MEBIBYTE,
) -> HistorySettings:
    """Return the settings that an option and the environment ask for; the option wins.

    A relative path is taken from ``folder``; ``max_body`` is in bytes.

    :raises UsageError: the address cannot be read, or names a database that is not supported; the
        secret is too short.
    """
    given = database or environment.get(DATABASE_VARIABLE) or DEFAULT_DATABASE
    secret = _read_secret(environment)
    if "://" not in given:
        records = folder / LOCAL_RECORDS if given == DEFAULT_DATABASE else None
        url = _sqlite_url(folder / given)
        return HistorySettings(url, max_body, secret=secret, local_records=records)
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        # Not from the error that was caught: its text has the whole address, password and all.
        raise UsageError(
            "the history database's URL cannot be read",
            advice="use a path, or a URL such as postgresql://user:password@host/name",
        ) from None
    return HistorySettings(_with_async_driver(url, folder), max_body, secret=secret)


def _read_secret(environment: Mapping[str, str]) -> str | None:
    secret = environment.get(SECRET_VARIABLE) or None
    if secret is not None and len(secret) < SECRET_LENGTH:
        raise UsageError(
            f"${SECRET_VARIABLE} has {len(secret)} characters; it needs at least {SECRET_LENGTH}",
            advice="make one with `openssl rand -hex 32`, or leave it out: the database keeps one",
        )
    return secret


def _with_async_driver(url: URL, folder: Path) -> URL:
    backend = url.get_backend_name()
    if backend not in DRIVERS:
        raise UsageError(
            f"a history database of the kind {backend!r} is not supported",
            advice="use SQLite (a path is enough) or PostgreSQL",
        )
    if backend == "sqlite":
        if url.database in (None, "", ":memory:"):
            raise UsageError(
                "the history needs a database file: SQLite in memory has no write-ahead log",
                advice=f"name a path, {DEFAULT_DATABASE} for example",
            )
        return _sqlite_url(folder / str(url.database))
    _, _, driver = url.drivername.partition("+")
    if not driver or driver in SYNC_DRIVERS:
        return url.set(drivername=f"{backend}+{DRIVERS[backend]}")
    return url


def _sqlite_url(path: Path) -> URL:
    return URL.create("sqlite+aiosqlite", database=str(path))
