"""Other sessions on the same PostgreSQL database, and how they are named to the user.

``postgres_baseline`` ends those that stand in its way, ``locks`` names them in errors.
"""

# ruff: noqa: S608 - statements are built from names that the catalog gave, quoted

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from layerproof.database.isolation.statements import last_statements

#: Executes a statement and returns its rows.
Ask: TypeAlias = Callable[[str], Iterable[tuple[Any, ...]]]

_LONGEST = 300

_COLUMNS = "a.pid, a.application_name, a.state, a.query"


@dataclass(frozen=True, slots=True)
class Backend:
    """One session: its process, the application's name, what it does, its last statement.

    ``before`` has earlier statements of it, the latest last, where this process sent them.
    """

    pid: int
    application: str
    state: str
    statement: str
    before: tuple[str, ...] = ()

    @property
    def idle(self) -> bool:
        """Whether it waits for its client, who left a transaction open."""
        return self.state.startswith("idle")

    def describe(self) -> str:
        """Return a line, and one more for each earlier statement."""
        name = f', "{self.application}"' if self.application else ""
        which = "running" if self.state == "active" else "last statement"
        lines = [f"session {self.pid}{name} ({self.state}), {which}: {_shorten(self.statement)}"]
        lines += [f"    before that: {_shorten(one)}" for one in reversed(self.before)]
        return "\n".join(lines)


def read_backends(ask: Ask, condition: str, *, past: bool = False) -> tuple[Backend, ...]:
    """Return the other clients' sessions on this database that meet a condition on ``a``.

    :param past: tell also what they did before their present transaction.
    """
    rows = ask(
        f"SELECT {_COLUMNS} FROM pg_stat_activity a WHERE a.datname = current_database()"
        f" AND a.pid <> pg_backend_pid() AND a.backend_type = 'client backend' AND ({condition})"
        " ORDER BY a.xact_start, a.pid"
    )
    return tuple(_make(row, past=past) for row in rows)


def _make(row: tuple[Any, ...], *, past: bool) -> Backend:
    pid, application, state, statement = row[0], row[1] or "", row[2] or "", row[3] or ""
    known = last_statements(pid, transaction=not past)
    if not known:
        return Backend(pid, application, state, statement)
    return Backend(pid, application, state, known[-1], known[:-1])


def _shorten(statement: str) -> str:
    return " ".join(statement.split())[:_LONGEST]
