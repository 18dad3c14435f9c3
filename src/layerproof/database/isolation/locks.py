"""An error about a lock names the other side: who holds it, and with which statement.

``engines`` attaches it to every engine. PostgreSQL is asked over a second connection at the moment
of the error, while the other side still holds its lock; SQLite does not know, so the list of
``sqlite_writers`` answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import ExceptionContext

from layerproof.database.isolation.backends import Backend, read_backends
from layerproof.database.isolation.postgres_line import sqlstate_of
from layerproof.database.isolation.sqlite_writers import describe_writers
from layerproof.database.isolation.statements import process_of

_LOCK_TIMEOUT, _CANCELED, _DEADLOCK = "55P03", "57014", "40P01"
_INTRODUCTIONS: Mapping[str, str] = {
    _LOCK_TIMEOUT: "it waited for",
    _CANCELED: "when time was up, what it needs was locked by",
    _DEADLOCK: "it waited for, and was waited for by",
}
_PROCESS = re.compile(r"\bprocess (\d+)", re.IGNORECASE)
#: Statements that a mere reader holds up.
_TOTAL = re.compile(r"\s*(ALTER|CREATE|DROP|LOCK|REFRESH|REINDEX|TRUNCATE|VACUUM)\b", re.IGNORECASE)
_MOST_TEXT = 20_000

#: Holds a lock, not as a mere reader unless that matters, on a table that the text names.
_HOLDS_NAMED = """EXISTS (SELECT FROM pg_locks l LEFT JOIN pg_class c ON c.oid = l.relation
  WHERE l.pid = a.pid AND l.granted AND (
    (l.locktype = 'relation' AND c.relkind IN ('r', 'p', 'm', 'S') AND c.relname !~ '^pg_'
      AND (CAST(:total AS bool) OR l.mode <> 'AccessShareLock')
      AND position(c.relname IN CAST(:said AS text)) > 0)
    OR (l.locktype = 'advisory' AND position('advisory' IN CAST(:said AS text)) > 0)))"""
_NOT_ASKING = "a.pid <> CAST(:own AS int4)"


def name_blockers(engine: Engine) -> None:
    """Add a note about the other side to errors of ``engine`` about locks and timeouts."""
    add = {"postgresql": _note_postgres, "sqlite": _note_sqlite}.get(engine.dialect.name)
    if add:
        event.listen(engine, "handle_error", add)


def _note_postgres(context: ExceptionContext) -> None:
    error, raised = context.original_exception, context.sqlalchemy_exception
    code = sqlstate_of(error)
    connection, engine = context.connection, context.engine
    if code not in _INTRODUCTIONS or connection is None or engine is None or raised is None:
        return
    try:
        backends = _find_backends(context, connection, engine, code)
    except Exception as failure:  # noqa: BLE001 - the note must never hide the error itself
        raised.add_note(f"layerproof: the other side could not be asked for: {failure}")
        return
    if backends:
        lines = "\n".join(f"  {backend.describe()}" for backend in backends)
        raised.add_note(f"layerproof: {_INTRODUCTIONS[code]}\n{lines}")


def _find_backends(
    context: ExceptionContext, waiter: Connection, engine: Engine, code: str
) -> tuple[Backend, ...]:
    """Return the sessions in the way: those that PostgreSQL named, else those that hold a lock."""
    detail, where = _details(context.original_exception)
    statement = context.statement or ""
    facts = {
        "own": process_of(waiter.connection.driver_connection),
        "said": f"{statement}\n{where}"[:_MOST_TEXT],
        "total": bool(_TOTAL.match(statement)),
    }
    with engine.connect() as connection:

        def ask(question: str) -> list[tuple[Any, ...]]:
            clause = text(question)
            known = {name: fact for name, fact in facts.items() if f":{name}" in question}
            return [tuple(row) for row in connection.execute(clause, known)]

        if code == _DEADLOCK:
            listed = ", ".join(_PROCESS.findall(detail)) or "0"
            return read_backends(ask, f"{_NOT_ASKING} AND a.pid IN ({listed})", past=True)
        named = read_backends(ask, f"{_NOT_ASKING} AND {_HOLDS_NAMED}")
        if named or code == _CANCELED:
            return named
        return read_backends(ask, f"{_NOT_ASKING} AND a.backend_xid IS NOT NULL")


def _details(error: BaseException) -> tuple[str, str]:
    """Return the detail and the context that PostgreSQL sent along, of whichever driver."""
    diagnosis = getattr(error, "diag", None)
    if diagnosis is not None:
        return diagnosis.message_detail or "", diagnosis.context or ""
    cause = error.__cause__
    return getattr(cause, "detail", None) or "", getattr(cause, "context", None) or ""


def _note_sqlite(context: ExceptionContext) -> None:
    raised, engine = context.sqlalchemy_exception, context.engine
    if raised is None or engine is None or "is locked" not in str(context.original_exception):
        return
    if getattr(context.original_exception, "sqlite_errorname", "") == "SQLITE_BUSY_SNAPSHOT":
        raised.add_note(
            "layerproof: this transaction began with reading, and another one has written since: "
            "SQLite cannot let it write. Let it write first, or begin it with BEGIN IMMEDIATE, as "
            'begin = "immediate" in [tool.layerproof.database] does for all transactions of tests'
        )
        return
    writers = describe_writers(str(engine.url.database), but=context.connection)
    lines = "\n".join(
        f"  {writer}"
        for writer in writers or ("a writer that has ended since, or is in another process",)
    )
    raised.add_note(f"layerproof: it waited for\n{lines}")
