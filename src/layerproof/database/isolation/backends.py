"""Other sessions on the same PostgreSQL database, and how they are named to the user.

``postgres_baseline`` ends those that stand in its way, ``locks`` names them in errors.
"""

# ruff: noqa: S608 - statements are built from names that the catalog gave, quoted

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

#: Executes a statement and returns its rows.
Ask: TypeAlias = Callable[[str], Iterable[tuple[Any, ...]]]

_LONGEST = 300

#: The last four columns of every question that ``read_backends`` may be asked.
COLUMNS = "a.pid, a.application_name, a.state, a.query"


@dataclass(frozen=True, slots=True)
class Backend:
    """One session: its process, the application's name, what it does, its last statement."""

    pid: int
    application: str
    state: str
    statement: str

    @property
    def idle(self) -> bool:
        """Whether it waits for its client, who left a transaction open."""
        return self.state.startswith("idle")

    def describe(self) -> str:
        """Return one line."""
        statement = " ".join(self.statement.split())[:_LONGEST]
        name = f', "{self.application}"' if self.application else ""
        which = "running" if self.state == "active" else "last statement"
        return f"session {self.pid}{name} ({self.state}), {which}: {statement}"


def read_backends(ask: Ask, condition: str) -> tuple[Backend, ...]:
    """Return the other clients' sessions on this database that meet a condition on ``a``."""
    rows = ask(
        f"SELECT {COLUMNS} FROM pg_stat_activity a WHERE a.datname = current_database()"
        f" AND a.pid <> pg_backend_pid() AND a.backend_type = 'client backend' AND ({condition})"
        " ORDER BY a.xact_start, a.pid"
    )
    return tuple(
        Backend(pid, name or "", state or "", query or "") for pid, name, state, query in rows
    )
