"""The history's log as a server writes it, caught in this process."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from layerproof.history.log_lines import install_logging


class CaughtLog:
    """What was logged so far."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        """All of it."""
        return self.stream.getvalue()

    @property
    def events(self) -> list[dict[str, Any]]:
        """Each line's values, where lines are JSON."""
        return [json.loads(line) for line in self.text.splitlines()]

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The lines of requests."""
        return [event for event in self.events if event["event"] == "request"]


@contextmanager
def caught_log(log_format: str = "json", level: str = "debug") -> Iterator[CaughtLog]:
    """Give the log of a block, and leave logging as it was."""
    names = (None, "layerproof", "uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")
    loggers = [logging.getLogger(name) for name in names]
    before = [(one, one.level, list(one.handlers), one.propagate) for one in loggers]
    caught = CaughtLog()
    install_logging(log_format, level, caught.stream)
    try:
        yield caught
    finally:
        for one, its_level, handlers, propagate in before:
            one.setLevel(its_level)
            one.handlers[:] = handlers
            one.propagate = propagate
