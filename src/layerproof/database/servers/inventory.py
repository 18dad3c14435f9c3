"""What there is: servers with their users and databases, SQLite files, and the room they take.

For people who ask; nothing here starts, stops or changes anything. ``control`` does.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from layerproof.database.servers.account import find_data
from layerproof.database.servers.connect import connect, look_at_server
from layerproof.database.servers.home import Card, ServerHome
from layerproof.database.servers.locks import EXCLUSIVE, try_lock
from layerproof.database.servers.owned import place_of, read_running
from layerproof.database.servers.postmaster import DURABILITY
from layerproof.database.values import PostgresPlace

_LIST = """
    SELECT datname,
        CASE WHEN has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid) ELSE 0 END,
        (SELECT count(*) FROM pg_stat_activity a
            WHERE a.datid = d.oid AND pid <> pg_backend_pid() AND backend_type = 'client backend')
    FROM pg_database d
    WHERE datname NOT IN ('template0', 'template1')
    ORDER BY datname
"""
_KERNEL_LOCKS = Path("/proc/locks")


@dataclass(frozen=True, slots=True)
class StoredDatabase:
    """A database: its name or file, its bytes, and how many are connected to it."""

    name: str
    size: int
    connections: int = 0

    @property
    def kind(self) -> str:
        """Either ``template``, ``test`` or ``other``, by its name."""
        if self.name.startswith("lp_t_"):
            return "template"
        return "test" if self.name.startswith("lp_") else "other"


@dataclass(frozen=True, slots=True)
class ServerState:
    """An owned server, running or not. ``size`` is bytes on disk, ``users`` are processes."""

    home: ServerHome
    data: Path
    size: int
    card: Card | None = None
    version: int | None = None
    users: int = 0
    durability: Mapping[str, str] = field(default_factory=dict)
    databases: tuple[StoredDatabase, ...] = ()


def describe_server(home: ServerHome) -> ServerState:
    """Return what there is to say about an owned server."""
    data = find_data(home) / "data"
    size = measure(home.path) + (0 if home.path in data.parents else measure(data))
    card = read_running(home)
    if card is None:
        return ServerState(home, data, size)
    import psycopg

    place = place_of(card)
    try:
        seen = look_at_server(place, durability=tuple(DURABILITY))
        databases = list_databases(place)
    except psycopg.Error:  # it stops at this very moment
        return ServerState(home, data, size)
    users = count_users(home, keeper=card.keeper)
    return ServerState(home, data, size, card, seen.version, users, seen.durability, databases)


def list_databases(place: PostgresPlace) -> tuple[StoredDatabase, ...]:
    """Return the databases of a server; the size of one that may not be looked into is 0."""
    with connect(place) as connection:
        rows = connection.execute(_LIST).fetchall()
    return tuple(StoredDatabase(*row) for row in rows)


def list_files(home: Path) -> tuple[StoredDatabase, ...]:
    """Return the SQLite files below a home for databases, by their paths in it."""
    return tuple(
        StoredDatabase(path.relative_to(home).as_posix(), path.stat().st_size)
        for folder in ("templates", "runs")
        for path in sorted((home / folder).rglob("*.db"))
    )


def count_users(home: ServerHome, *, keeper: int = 0) -> int:
    """Return how many processes use a server, forks not counted.

    :param keeper: the keeper's process id; a pinned server's own hold is none.

    Where the kernel does not list its locks, it is 1 for any number above 0.
    """
    try:
        inode = home.users_lock.stat().st_ino
        lines = _KERNEL_LOCKS.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        lock = try_lock(home.users_lock, EXCLUSIVE) if home.path.exists() else None
        if lock is not None:
            os.close(lock)
        return int(lock is None and home.path.exists())
    # 7: FLOCK  ADVISORY  READ 1234 fe:00:5678 0 EOF
    held = (line.split() for line in lines if " FLOCK " in line and " READ " in line)
    users = {
        words[4] for words in held if words[1] != "->" and words[5].split(":")[-1] == str(inode)
    }
    return len(users - {str(keeper)})


def measure(folder: Path) -> int:
    """Return the bytes of all files below a folder, links not followed."""
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += (Path(where) / name).lstat().st_size
    return total
