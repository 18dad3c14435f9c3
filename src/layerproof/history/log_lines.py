"""The log's lines: how a record is written, on standard error, for people or for programs.

Nothing that a client sent and nothing that an exception says is written: messages of exceptions
hold what was being stored, or the address of a database. Their kinds, codes and places are enough
to find a fault. ``request_log`` writes the lines of requests; Uvicorn's and all others come here.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

#: Frames of one exception that are written, from where it was raised outwards.
FRAMES_TOLD = 30

#: Attributes of exceptions that are codes, and never data: PostgreSQL's, SQLite's, the system's.
_CODES = ("sqlstate", "sqlite_errorname", "errno")

_FIRST = ("timestamp", "level", "event")
_OURS = "layerproof"
_UVICORNS = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")


def new_logger(name: str) -> Any:
    """Return a logger whose events are keywords; what is below the level costs nothing."""
    return structlog.wrap_logger(
        logging.getLogger(name),
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def install_logging(log_format: str, level: str, stream: TextIO | None = None) -> None:
    """Make every logger of this process write lines of one kind on ``stream``, or standard error.

    :param log_format: ``text`` or ``json``.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_make_formatter(log_format))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # Below that, libraries tell of forms, statements and addresses with all that they hold.
    root.setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))
    logging.getLogger(_OURS).setLevel(level.upper())
    for name in _UVICORNS:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(max(logging.INFO, logging.getLevelName(level.upper())))


def _make_formatter(log_format: str) -> logging.Formatter:
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _leave_out_words,
    ]
    render: Processor = (
        structlog.processors.JSONRenderer(default=str) if log_format == "json" else _as_text
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_only_first_line],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shared, render],
    )


def show_exception(error: BaseException) -> str:
    """Return where an exception and what led to it were raised, with none of their words."""
    return "\n".join(_tell(error, set()))


def _tell(error: BaseException, told: set[int]) -> Iterator[str]:
    told.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in told:
        yield from _tell(before, told)
        yield "which led to:"
    for frame in traceback.extract_tb(error.__traceback__)[-FRAMES_TOLD:]:
        yield f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
        yield f"    {frame.line}"
    yield f"{type(error).__module__}.{type(error).__qualname__}{_codes_of(error)}"
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield "of which:"
            yield from _tell(part, told)


def _codes_of(error: BaseException) -> str:
    codes = {name: getattr(error, name, None) for name in _CODES}
    shown = [f"{name} {code}" for name, code in codes.items() if isinstance(code, str | int)]
    return f" ({', '.join(shown)})" if shown else ""


def _leave_out_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = show_exception(error)
    event.pop("stack_info", None)
    return event


def _only_first_line(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Cut what asyncio adds to its message: tasks, with the text of what they raised."""
    event["event"] = str(event["event"]).split("\n", 1)[0]
    return event


def _as_text(_: WrappedLogger, __: str, event: EventDict) -> str:
    exception = event.pop("exception", "")
    first = [str(event.pop(name, "-")) for name in _FIRST]
    rest = [f"{name}={_quoted(value)}" for name, value in event.items()]
    line = " ".join([*first[:2], _printable(first[2]), *rest])
    return "\n".join([line, *(f"    {text}" for text in exception.splitlines())])


def _quoted(value: object) -> str:
    text = "-" if value is None else str(value)
    return text if text.isprintable() and not set(text) & {" ", '"', "="} else json.dumps(text)


def _printable(text: str) -> str:
    return text if text.isprintable() else json.dumps(text)
