"""Which connections of this process are inside a transaction on a SQLite file, and what they did.

SQLite itself does not say who holds its lock. ``engines`` keeps the list through ``watch_writers``,
``locks`` and ``sqlite_baseline`` read it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class _Writer:
    path: str
    thread: str
    statement: str


#: By SQLAlchemy's connection, which is gone when nobody holds it.
_WRITERS: WeakKeyDictionary[Connection, _Writer] = WeakKeyDictionary()
_LOCK = threading.Lock()


def watch_writers(engine: Engine) -> None:
    """Keep the list for every connection of ``engine``."""
    path = _settle(engine.url.database)

    def remember(
        connection: Connection, _cursor: object, statement: str, _parameters: Any, *_: Any
    ) -> None:
        if _writes(statement):
            with _LOCK:
                _WRITERS[connection] = _Writer(path, threading.current_thread().name, statement)

    event.listen(engine, "after_cursor_execute", remember)
    for ending in ("commit", "rollback"):
        event.listen(engine, ending, _forget)


def describe_writers(path: str, *, but: Connection | None = None) -> tuple[str, ...]:
    """Return a line for each connection that has written and not ended its transaction."""
    with _LOCK:
        writers = [
            one
            for connection, one in _WRITERS.items()
            if connection is not but and one.path == _settle(path) and not connection.closed
        ]
    return tuple(
        f"a connection of thread {one.thread}, last statement that wrote: "
        + " ".join(one.statement.split())[:_LONGEST]
        for one in writers
    )


def _forget(connection: Connection) -> None:
    with _LOCK:
        _WRITERS.pop(connection, None)


def _settle(path: str | None) -> str:
    return str(Path(path or ":memory:").absolute())


def _writes(statement: str) -> bool:
    words = statement.split(None, 2)
    first = words[0].upper() if words else ""
    if first == "BEGIN":
        return len(words) > 1 and words[1].upper() != "DEFERRED"
    return first not in ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT", "PRAGMA", "")
