"""Where a call is that does not end: the stack of a thread or of a task, as text.

Neighbour: ``concurrency``, whose own frames are left out.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import traceback
from collections.abc import Iterator
from itertools import takewhile
from types import FrameType
from typing import Any

#: What a coroutine, a generator and an asynchronous generator call their frame and their wait.
_FRAMES = ("cr_frame", "gi_frame", "ag_frame")
_WAITS = ("cr_await", "gi_yieldfrom", "ag_await")


def show_thread_stack(thread: threading.Thread, started_in: str) -> str:
    """Return the lines of a running thread, outermost first, from what a file started in it."""
    frame = sys._current_frames().get(thread.ident or 0)  # noqa: SLF001 - the documented way
    walked = traceback.walk_stack(frame) if frame is not None else iter(())
    inner = takewhile(lambda step: step[0].f_code.co_filename != started_in, walked)
    return _show(list(inner)[::-1])


def show_task_stack(task: asyncio.Task[Any], started_in: str) -> str:
    """Return the lines of all coroutines of a task that wait for each other, outermost first."""
    frames = _waiting_frames(task.get_coro())
    return _show([(f, f.f_lineno) for f in frames if f.f_code.co_filename != started_in])


def _waiting_frames(waiting: Any) -> Iterator[FrameType]:
    # A task's own ``get_stack`` knows the outermost coroutine only.
    while (frame := _first(waiting, _FRAMES)) is not None:
        yield frame
        waiting = _first(waiting, _WAITS)


def _first(owner: Any, names: tuple[str, ...]) -> Any:
    found = (getattr(owner, name, None) for name in names)
    return next((value for value in found if value is not None), None)


def _show(walked: list[tuple[FrameType, int]]) -> str:
    return "".join(traceback.StackSummary.extract(iter(walked)).format()).rstrip()
