"""The frozen values of the room: where a database is, which server runs, what a template is.

Made by ``settings``, ``servers`` and ``templates``; read by all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import quote

from layerproof.core.config.values import Database

# What ends a path in a URL, and what would be undone as an escape.
_MISTAKABLE = re.compile(r"\?|%(?=[0-9A-Fa-f]{2})")

#: How a test's database is kept apart: undone, emptied afterwards, or one of its own.
Mode: TypeAlias = Literal["rollback", "reset", "clone"]


@dataclass(frozen=True, slots=True)
class PostgresPlace:
    """Where one PostgreSQL database is. ``host`` is a name, an address or a socket's folder."""

    name: str
    host: str = "127.0.0.1"
    port: int = 5432
    user: str = "postgres"
    password: str = ""

    def named(self, name: str) -> PostgresPlace:
        """Return another database of the same server."""
        return replace(self, name=name)

    def url(self, driver: str | None = None) -> str:
        """Return SQLAlchemy's URL; without a driver it is libpq's as well.

        SQLAlchemy before 2.1 takes a name as it is written, so what need not be escaped is not.
        """
        scheme = f"postgresql+{driver}" if driver else "postgresql"
        secret = f":{quote(self.password, safe='')}" if self.password else ""
        who = f"{quote(self.user, safe='')}{secret}@"
        name = quote(self.name, safe="+=,;$!*'()")
        if self.host.startswith("/"):
            # libpq takes "+" for itself, SQLAlchemy for a space: both understand "%20" and "%2B".
            return f"{scheme}://{who}/{name}?host={quote(self.host, safe='/')}&port={self.port}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{who}{host}:{self.port}/{name}"


@dataclass(frozen=True, slots=True)
class SqlitePlace:
    """Where one SQLite database is: a file, whose absolute path is ``path``."""

    path: Path

    @property
    def name(self) -> str:
        """The file's name without its suffix."""
        return self.path.stem

    def url(self, driver: str | None = None) -> str:
        """Return SQLAlchemy's URL.

        Only what SQLAlchemy 2.1 would take for something else is escaped: 2.0 undoes no escape.
        """
        path = _MISTAKABLE.sub(lambda match: quote(match[0]), str(self.path))
        return f"{f'sqlite+{driver}' if driver else 'sqlite'}:///{path}"


#: Where a test's database is.
Place: TypeAlias = PostgresPlace | SqlitePlace


@dataclass(frozen=True, slots=True)
class Settings:
    """All that provisioning needs to know, read once from the table and the environment.

    ``root`` is the project's folder, ``home`` the one for databases below ``.layerproof``.
    ``providers`` are tried in order; ``url`` is the server's address from the environment.
    ``run`` is the same in all processes of one test run, ``worker`` names this one
    (``main``, ``gw0``). ``programs`` is a folder with PostgreSQL's programs that somebody prefers
    to those that would be found. ``driver`` and ``async_driver`` are settled; ``async_driver`` is
    ``None`` where none is installed.
    """

    root: Path
    home: Path
    table: Database
    providers: tuple[str, ...]
    url: str | None = None
    run: str = "run"
    worker: str = "main"
    driver: str = "psycopg"
    async_driver: str | None = None
    programs: Path | None = None

    @property
    def engine(self) -> str:
        """Either ``postgresql`` or ``sqlite``."""
        return self.table.engine


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A PostgreSQL server that answers. ``place`` is its maintenance database.

    ``version`` is ``server_version_num``, such as 180006. ``owned`` says that Layerproof started
    it, durability off. ``superuser`` says that triggers can be held back and any database dropped.
    ``passed_over`` has the providers that were tried before, each with the reason why it gave none.
    """

    provider: str
    place: PostgresPlace
    version: int
    owned: bool
    superuser: bool = True
    notices: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a template is made of, and the fingerprint over all of it.

    ``fingerprint`` is 16 hexadecimal digits. ``empty`` says that nothing makes a schema: the
    template is a database without tables.
    """

    fingerprint: str
    empty: bool = False
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Template:
    """A database that others are cloned from. ``built`` says that this very call built it.

    ``strategy`` is what a probe found fastest here: ``wal_log`` or ``file_copy`` on PostgreSQL,
    ``copy`` for files. ``migrations`` is how many this very call ran.
    """

    place: Place
    recipe: Recipe
    strategy: str
    built: bool = False
    migrations: int = 0
