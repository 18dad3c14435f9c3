"""What an upgrade locks on tables with rows, and for how long (PostgreSQL).

Looks at ``pg_locks`` after every statement of the migration, on its own connection. The rows are
few, so time alone says little of a table that is large in production: a statement that reads or
writes a whole table while it is locked is named however quick it was here.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy import Connection, event

#: Modes that keep others from writing; the last one also from reading.
_MODES = ("ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock")

_PLAIN_INDEX = re.compile(
    r'^\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY\b).*?\bON\s+(?:ONLY\s+)?([\w".]+)',
    re.IGNORECASE | re.DOTALL,
)

_TABLES = (
    "SELECT c.oid, c.oid::regclass::text, pg_relation_filenode(c.oid) FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' "
    "AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'"
)
_STATE = (
    "SELECT c.oid, pg_relation_filenode(c.oid), coalesce(s.seq_scan, 0), "
    "(SELECT array_agg(DISTINCT l.mode) FROM pg_locks l WHERE l.relation = c.oid "
    "AND l.locktype = 'relation' AND l.granted AND l.pid = pg_backend_pid()) "
    "FROM pg_class c LEFT JOIN pg_stat_xact_user_tables s ON s.relid = c.oid WHERE c.oid IN ($OIDS)"
)

_REWRITE = (
    "add a new column, fill it in batches in transactions of their own, and switch over; or say "
    "why it does no harm in `migration_exceptions`"
)
_SCAN = (
    "CREATE INDEX CONCURRENTLY in an autocommit_block; constraints NOT VALID first and VALIDATE "
    "in a later revision; rows in batches in a revision of their own; or say why it does no harm "
    "in `migration_exceptions`"
)
_SLOW = "do less in one transaction, the step that locks last"


_READ_IN_WHOLE = "is read in whole while nobody can {} it"

#: Statements that steer a transaction, which may be in a state where no question is answered.
_CONTROL = re.compile(r"\s*(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SET)\b", re.IGNORECASE)

_ALTERED = re.compile(r'\s*ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?([\w".]+)', re.IGNORECASE)


@dataclass(slots=True)
class _Watched:
    name: str
    node: int | None
    scans: int = 0
    locked: str = ""
    since: float = 0.0
    longest: float = 0.0
    said: set[str] = field(default_factory=set)


class LockWatch:
    """Watches one connection while an upgrade runs on it.

    :param threshold: seconds for which a lock may be held, 0 for no limit.
    """

    def __init__(self, connection: Connection, threshold: float) -> None:
        self._connection = connection
        self._threshold = threshold
        self._watched: dict[int, _Watched] = {}
        self._problems: dict[tuple[str, str], str] = {}
        self._asks = False
        self._started = 0.0

    def __enter__(self) -> Self:
        """Note the tables with rows, and listen."""
        found = self._ask(_TABLES)
        filled = [f"SELECT {oid} WHERE EXISTS (SELECT 1 FROM {name})" for oid, name, _ in found]  # noqa: S608 - the server has quoted the names
        full = {row[0] for row in self._ask(" UNION ALL ".join(filled))} if filled else set()
        self._watched = {oid: _Watched(name, node) for oid, name, node in found if oid in full}
        event.listen(self._connection, "before_cursor_execute", self._begin)
        event.listen(self._connection, "after_cursor_execute", self._look)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        event.remove(self._connection, "before_cursor_execute", self._begin)
        event.remove(self._connection, "after_cursor_execute", self._look)

    def end(self) -> None:
        """Say that the transaction has ended, and with it every lock."""
        for table in self._watched.values():
            self._close(table, time.monotonic())

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield what is wrong, with what to do about it."""
        for (problem, _), advice in self._problems.items():
            yield problem, advice
        for table in self._watched.values():
            if 0 < self._threshold < table.longest:
                held, most = round(table.longest * 1000), round(self._threshold * 1000)
                what = f"the table {table.name} was locked for {held} ms, over {most} ms"
                yield f"{what}, with no more than a few rows in it", _SLOW

    def _begin(self, _: Any, __: Any, statement: str, *___: Any) -> None:
        if self._asks or not self._watched or _CONTROL.match(statement):
            return
        # The counts go on from one transaction to the next, so only differences say something.
        for oid, node, scans, _ in self._ask_state():
            self._watched[oid].node, self._watched[oid].scans = node, scans
        self._started = time.monotonic()

    def _look(self, _: Any, __: Any, statement: str, *___: Any) -> None:
        if self._asks or not self._watched or _CONTROL.match(statement):
            return
        for oid, node, scans, modes in self._ask_state():
            self._note(self._watched[oid], statement, node, scans, modes or [])
        index = _PLAIN_INDEX.match(statement)
        if index:
            # In autocommit the lock is gone by now.
            for table in self._watched.values():
                if _is_same(table.name, index[1]):
                    self._say(table, _READ_IN_WHOLE.format("write to"), statement, _SCAN)

    def _note(
        self, table: _Watched, statement: str, node: int | None, scans: int, modes: list[str]
    ) -> None:
        held = [mode for mode in _MODES if mode in modes]
        if held and not table.locked:
            table.since = self._started
        if not held and table.locked:
            self._close(table, self._started)
        table.locked = held[-1] if held else ""
        if node is not None and node != table.node:
            self._say(table, "is written anew while nobody can read it", statement, _REWRITE)
        elif scans > table.scans and _counts(table, statement):
            verb = "read" if table.locked == "AccessExclusiveLock" else "write to"
            self._say(table, _READ_IN_WHOLE.format(verb), statement, _SCAN)

    def _say(self, table: _Watched, what: str, statement: str, advice: str) -> None:
        shown = " ".join(statement.split())
        if shown in table.said:
            return
        table.said.add(shown)
        short = shown if len(shown) <= 160 else f"{shown[:157]}..."
        self._problems[f"a table with rows, {table.name}, {what}: {short}", table.name] = advice

    def _close(self, table: _Watched, now: float) -> None:
        if table.locked:
            table.longest = max(table.longest, now - table.since)
            table.locked = ""

    def _ask_state(self) -> list[Any]:
        return self._ask(_STATE.replace("$OIDS", ",".join(map(str, self._watched))))

    def _ask(self, query: str) -> list[Any]:
        self._asks = True
        try:
            return list(self._connection.execute(sa.text(query.replace(":", "\\:"))).all())
        finally:
            self._asks = False


def _counts(table: _Watched, statement: str) -> bool:
    """Whether a scan under the table's lock is of its own, and not of a table that refers to it."""
    if table.locked != "ShareRowExclusiveLock":
        return bool(table.locked)
    altered = _ALTERED.match(statement)
    return altered is not None and _is_same(table.name, altered[1])


def _is_same(name: str, written: str) -> bool:
    """Whether a name in a statement is the table's, which the server has given."""
    wanted = written.replace('"', "")
    return name.replace('"', "") in (wanted, wanted.rpartition(".")[2])
