"""Reading what was pushed, beside the event loop and only a few files at once.

A file of 30 MiB takes up to a gibibyte of memory while it is read; the others wait as bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

#: How many files are read at once, reports and pieces together.
AT_ONCE = 2

_limiter: RunVar[CapacityLimiter] = RunVar("layerproof-history-files")

Arguments = ParamSpec("Arguments")
Read = TypeVar("Read")


async def read_beside(
    read: Callable[Arguments, Read], *args: Arguments.args, **named: Arguments.kwargs
) -> Read:
    """Return what a reader makes of its arguments, as soon as it is its turn."""
    return await to_thread.run_sync(lambda: read(*args, **named), limiter=_find_limiter())


def _find_limiter() -> CapacityLimiter:
    """Return the event loop's own limiter; tests have more than one loop."""
    try:
        return _limiter.get()
    except LookupError:
        limiter = CapacityLimiter(AT_ONCE)
        _limiter.set(limiter)
        return limiter
