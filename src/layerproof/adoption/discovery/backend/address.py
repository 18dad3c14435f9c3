"""Reading a database's address out of a text, and hiding its password. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: What schemes stand for, by SQLAlchemy's name of the engine (or the database's own).
_ENGINES = {
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "psql": "postgresql",
    "sqlite": "sqlite",
    "mysql": "mysql",
    "mariadb": "mariadb",
    "mssql": "mssql",
    "oracle": "oracle",
    "cockroachdb": "cockroachdb",
    "duckdb": "duckdb",
    "mongodb": "mongodb",
}
_SCHEME = re.compile(r"^([a-z]+)(?:\+([a-z0-9_]+))?:(?=//|memory:)")
_SECRET = re.compile(
    r"((?:^|[?&;\s])(?:ssl)?(?:password|passwd|pwd|token|secret)=)[^&;\s]*", re.IGNORECASE
)
_USER_INFO = re.compile(r"^([a-z]+(?:\+[a-z0-9_]+)?://)([^:/@?]*):(.*)@", re.DOTALL)
_HOST = re.compile(r"^[a-z]+(?:\+[a-z0-9_]+)?://(?:.*@)?([^/?@]*)(?:/([^?]*))?", re.DOTALL)

ASYNC_DRIVERS = frozenset({"asyncpg", "aiosqlite", "aiomysql", "asyncmy", "psycopg_async"})
HIDDEN = "***"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Address:
    """A database's address. ``url`` is without its password; ``name`` a database or a file."""

    url: str
    engine: str
    driver: str
    host: str
    name: str

    @property
    def in_memory(self) -> bool:
        """Whether it is SQLite without a file: each process, or each connection, has its own."""
        if self.engine != "sqlite":
            return False
        return self.name in ("", ":memory:") or "mode=memory" in self.url or ":memory:" in self.url


def parse_address(text: str) -> Address | None:
    """Return the address that ``text`` is, or ``None`` where it is no database's address."""
    stripped = text.strip().strip("'\"")
    scheme = _SCHEME.match(stripped)
    if scheme is None or scheme[1] not in _ENGINES:
        return None
    engine = _ENGINES[scheme[1]]
    found = _HOST.match(stripped)
    host, name = (found[1] or "", found[2] or "") if found else ("", "")
    if engine not in ("sqlite", "duckdb") and not (host or name):
        return None
    if engine in ("sqlite", "duckdb") and host and host != ":memory:":
        return None
    return Address(_shorten(hide_password(stripped)), engine, scheme[2] or "", host, name or host)


def _shorten(url: str) -> str:
    return url if len(url) <= _LONGEST else f"{url[:_LONGEST]}..."


def hide_password(text: str) -> str:
    """Return ``text`` with every password in it replaced, as far as an address shows it."""
    return _SECRET.sub(rf"\1{HIDDEN}", _USER_INFO.sub(rf"\1\2:{HIDDEN}@", text))
