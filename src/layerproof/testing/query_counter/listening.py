"""SQLAlchemy's events on every engine of the process, and the ears that hear them.

The listeners are put in when somebody first counts, and stay: SQLAlchemy's collections of
listeners must not change while another thread runs through them (its documentation of
``event.listen``), and an application's threads do not stop for a test. Removing them would save
little: of what they cost, most is SQLAlchemy's own way through its dispatch, which it does not
leave again once anybody has listened. ``tests/performance`` holds the cost.
"""

from __future__ import annotations

import reprlib
import threading
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Protocol

from layerproof.errors import EnvironmentUnfitError
from layerproof.testing.query_counter.origins import find_origin
from layerproof.testing.query_counter.statements import Statement, is_housekeeping

#: The execution option of a connection or a statement that is none of the code under test.
IGNORED = "layerproof_ignored"


class Ear(Protocol):
    """Somebody who counts."""

    def wants(self, connection: Any) -> bool:
        """Return whether statements on this connection are counted, from here."""

    def hear(self, key: int, statement: Statement) -> None:
        """Keep a statement that is being sent."""

    def hear_end(
        self, key: int, *, duration: float, rowcount: int | None, error: str | None
    ) -> None:
        """Complete the statement of that key."""


@dataclass(frozen=True, slots=True)
class _Sent:
    key: int
    ears: tuple[Ear, ...]
    started: float


_lock = threading.Lock()
_ears: tuple[Ear, ...] = ()
_installed = False
_last_key = 0
#: By the cursor's identity: a cursor runs one statement at a time.
_running: dict[int, _Sent] = {}


def start_listening(ear: Ear) -> None:
    """Let the ear hear every statement from now on. Raises ``EnvironmentUnfitError``."""
    global _ears, _installed  # noqa: PLW0603 - one process has one set of listeners
    with _lock:
        if not _installed:
            _install()
            _installed = True
        _ears = (*_ears, ear)


def stop_listening(ear: Ear) -> None:
    """Let the ear hear nothing more."""
    global _ears  # noqa: PLW0603 - one process has one set of listeners
    with _lock:
        _ears = tuple(one for one in _ears if one is not ear)
        if not _ears:
            _running.clear()


def _install() -> None:
    try:
        from sqlalchemy import Engine, event
    except ImportError as error:
        raise EnvironmentUnfitError(
            "counting queries needs SQLAlchemy, which is not installed",
            advice='install it: pip install "layerproof[testing]"',
        ) from error
    event.listen(Engine, "before_cursor_execute", _on_sent, retval=True)
    event.listen(Engine, "after_cursor_execute", _on_done)
    event.listen(Engine, "handle_error", _on_error)


def _on_sent(
    connection: Any,
    cursor: Any,
    sql: str,
    parameters: Any,
    context: Any,
    many: bool,  # noqa: FBT001 - SQLAlchemy's signature
) -> tuple[str, Any]:
    if _ears and not is_housekeeping(sql) and not _is_ignored(connection, context):
        ears = tuple(ear for ear in _ears if ear.wants(connection))
        if ears:
            batch = _batch(parameters, context) if many else None
            _tell(ears, cursor, Statement(sql, _SHORT.repr(parameters), find_origin(), batch))
    # Returned as they came: SQLAlchemy calls a listener that may change them without a wrapper.
    return sql, parameters


def _tell(ears: tuple[Ear, ...], cursor: Any, statement: Statement) -> None:
    key = _next_key()
    for ear in ears:
        ear.hear(key, statement)
    _running[id(cursor)] = _Sent(key, ears, perf_counter())


def _on_done(_: Any, cursor: Any, *__: Any) -> None:
    if _running and (sent := _running.pop(id(cursor), None)):
        rowcount = getattr(cursor, "rowcount", -1)
        _end(sent, rowcount=rowcount if isinstance(rowcount, int) and rowcount >= 0 else None)


def _on_error(failure: Any) -> None:
    cursor = getattr(failure.execution_context, "cursor", None)
    if _running and (sent := _running.pop(id(cursor), None)):
        _end(sent, error=type(failure.original_exception).__name__)


def _end(sent: _Sent, *, rowcount: int | None = None, error: str | None = None) -> None:
    duration = perf_counter() - sent.started
    for ear in sent.ears:
        ear.hear_end(sent.key, duration=duration, rowcount=rowcount, error=error)


def _is_ignored(connection: Any, context: Any) -> bool:
    options = connection.get_execution_options() if context is None else context.execution_options
    return bool(options.get(IGNORED))


def _batch(parameters: Any, context: Any) -> int:
    """Return how many rows one call sends; SQLAlchemy may have written them into one statement."""
    if isinstance(parameters, list):
        return len(parameters)
    rows = getattr(context, "parameters", None) or [()]
    return len(parameters) // (len(rows[0]) or 1) or 1


def _next_key() -> int:
    global _last_key  # noqa: PLW0603 - one process has one sequence
    with _lock:
        _last_key += 1
        return _last_key


_MOST_BYTES = 20


class _ShortRepr(reprlib.Repr):
    """Writes parameters out for a message, and cuts what is large before writing it."""

    def repr_bytes(self, value: bytes, _: int) -> str:
        """Write bytes out, cut."""
        shown = repr(value[:_MOST_BYTES])
        return shown if len(value) <= _MOST_BYTES else f"{shown}... of {len(value)} bytes"


_SHORT = _ShortRepr()
_SHORT.maxstring = _SHORT.maxother = 60
