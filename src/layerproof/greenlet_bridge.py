"""The switching of SQLAlchemy's asyncio layer in miniature, for the trace probe.

A coroutine starts a greenlet; code in it, some frames deep, hands control back whenever it
would wait; the coroutine suspends and later resumes it. It lies outside ``trace_probe`` because
the lines to be proven are those of the callers. How many frames lie on each side decides which
lines a tracer without greenlet support loses; a web framework above and a driver below have
about as many as the two figures here.
"""

from __future__ import annotations

from collections.abc import Coroutine, Generator

from greenlet import getcurrent, greenlet

FRAMES_ABOVE = 40
FRAMES_BELOW = 12


async def nest(innermost: Coroutine[None, None, None], frames: int = FRAMES_ABOVE) -> None:
    """Await ``innermost`` from ``frames`` coroutines, each within the other."""
    if frames:
        await nest(innermost, frames - 1)
    else:
        await innermost


async def spawn() -> None:
    """Run a statement in a greenlet of its own and suspend as often as it hands back."""
    child = greenlet(_execute)
    child.switch()
    while not child.dead:
        await _Suspension()
        child.switch()


def drive(coroutine: Coroutine[None, None, None]) -> None:
    """Resume ``coroutine`` until it ends, as an event loop does."""
    try:
        while True:
            coroutine.send(None)
    except StopIteration:
        return


class _Suspension:
    def __await__(self) -> Generator[None, None, None]:
        yield


def _execute(frames: int = FRAMES_BELOW) -> None:
    if frames:
        _execute(frames - 1)
    else:
        _wait_for_driver()
        _wait_for_driver()


def _wait_for_driver() -> None:
    parent = getcurrent().parent
    if parent is not None:
        parent.switch()
