"""Lines that any tracer must see: before and after a call, and in a second thread."""

from __future__ import annotations

from threading import Thread


def run(steps: list[str]) -> None:
    """Add a step before, in and after a thread."""
    steps.append("before the thread")
    thread = Thread(target=run_in_thread, args=(steps,))
    thread.start()
    thread.join()
    steps.append("after the thread")


def run_in_thread(steps: list[str]) -> None:
    """Add a step from a thread of its own."""
    steps.append("in the thread")
    steps.append("at its end")
