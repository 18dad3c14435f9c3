"""The folder of an owned server, and what is written in it. Standard library only.

Read and written by ``owned`` (who uses a server) and ``keeper`` (who runs it).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class ServerHome:
    """One owned server's folder, ``server-<major>`` in the home for databases.

    ``users.lock`` is held shared by every user, ``keeper.lock`` by the one keeper while it lives,
    ``launch.lock`` by whoever starts a keeper and by the keeper until the server answers.
    """

    path: Path

    @property
    def users_lock(self) -> Path:
        """Held shared by each user; the keeper stops when it gets it exclusively."""
        return self.path / "users.lock"

    @property
    def keeper_lock(self) -> Path:
        """Held by the keeper as long as it lives."""
        return self.path / "keeper.lock"

    @property
    def launch_lock(self) -> Path:
        """Held while a keeper is started."""
        return self.path / "launch.lock"

    @property
    def card(self) -> Path:
        """What the running server is and how it is reached."""
        return self.path / "server.json"

    @property
    def keeper_log(self) -> Path:
        """What the keeper had to say."""
        return self.path / "keeper.log"

    @property
    def server_log(self) -> Path:
        """What PostgreSQL had to say since its last start."""
        return self.path / "postgres.log"

    @property
    def mark(self) -> str:
        """A word that tells this home from every other of the machine."""
        return hashlib.sha256(os.fsencode(self.path.resolve())).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Order:
    """What a keeper is asked to run. ``programs`` is the folder with ``postgres`` in it.

    ``program_version`` is what these programs call themselves, such as ``18.6``. ``settings``
    are the server settings that the project's table adds.
    """

    home: str
    programs: str
    major: int
    program_version: str
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Card:
    """A running server, as its keeper announces it; ``data`` is the data directory."""

    home: str
    data: str
    host: str
    port: int
    user: str
    password: str
    database: str
    postgres: int
    keeper: int
    programs: str
    program_version: str
    settings: Mapping[str, str]
    notices: tuple[str, ...] = ()
    pinned: bool = False


def read_card(home: ServerHome) -> Card | None:
    """Return what the keeper announced, or ``None`` if there is nothing that can be read."""
    try:
        found = json.loads(home.card.read_text(encoding="utf-8"))
        return Card(**{**found, "notices": tuple(found["notices"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_card(home: ServerHome, card: Card) -> None:
    """Announce a server."""
    write_private(home.card, json.dumps(asdict(card), indent=1))


def write_private(path: Path, text: str) -> None:
    """Write a file whole or not at all, for the eyes of its owner only."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        fresh.unlink()
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)


def order_of(text: str) -> Order:
    """Return the order that ``order_text`` wrote."""
    found: dict[str, Any] = json.loads(text)
    return Order(**found)


def order_text(order: Order) -> str:
    """Return an order as one word for a command line."""
    return json.dumps(asdict(order))
