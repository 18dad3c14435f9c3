"""Running pytest as a child that never outlives its parent.

The child leads a process group of its own, so that its workers and whatever its tests started
end with it. Only where somebody may be typing at a terminal (``--pdb``) does it stay in the
parent's group, since a group in the background may not read from the terminal.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

#: Set by whoever starts Layerproof and wants it to end with them (the sessions do).
WATCH_PARENT = "LAYERPROOF_WATCH_PARENT"

#: Seconds that a child gets to end by itself after each signal.
PATIENCE = 5.0

#: Seconds that processes get which outlive a child that has ended by itself.
GRACE = 2.0

_INTERVAL = 0.25
_GLANCE = 0.02


@dataclass(frozen=True, slots=True)
class Ended:
    """How the child ended: its exit code (negative for a signal), and whether it was stopped."""

    code: int
    interrupted: bool
    seconds: float


def run_child(command: Sequence[str], *, root: Path, env: Mapping[str, str]) -> Ended:
    """Run ``command`` in ``root`` until it ends, is interrupted, or its grandparent is gone."""
    started = time.perf_counter()
    apart = not _is_typed_at()
    with _noticing_signals() as noticed:
        child = subprocess.Popen(command, cwd=root, env=dict(env), start_new_session=apart)
        try:
            _wait(child, noticed)
            _end(child, noticed, apart=apart)
            if apart and not noticed:
                _let_group_end(child.pid)
        finally:
            _signal(child, signal.SIGKILL, apart=apart)
            child.wait()
    return Ended(child.returncode, bool(noticed), time.perf_counter() - started)


def _is_typed_at() -> bool:
    return sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()


@contextlib.contextmanager
def _noticing_signals() -> Iterator[list[int]]:
    """Collect SIGINT and SIGTERM instead of dying of them."""
    noticed: list[int] = []

    def notice(number: int, _frame: FrameType | None) -> None:
        noticed.append(number)

    before = {number: signal.signal(number, notice) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield noticed
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait(child: subprocess.Popen[bytes], noticed: list[int]) -> None:
    """Return when the child has ended or there is a reason to end it."""
    parent = os.getppid()
    watching = os.environ.get(WATCH_PARENT) == "1"
    while child.poll() is None and not noticed:
        if watching and os.getppid() != parent:
            noticed.append(signal.SIGHUP)
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(_INTERVAL)


def _end(child: subprocess.Popen[bytes], noticed: list[int], *, apart: bool) -> None:
    """Ask the child to end, more firmly each time; a second signal to us cuts it short."""
    steps: list[int | None] = [signal.SIGINT, signal.SIGTERM]
    if not apart and noticed[:1] == [signal.SIGINT]:
        steps = [None, signal.SIGTERM]  # the terminal has sent it to the child as well
    for step in steps:
        if step is not None:
            _signal(child, step, apart=False)
        deadline = time.monotonic() + PATIENCE
        while child.poll() is None and len(noticed) < 2 and time.monotonic() < deadline:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(_INTERVAL)


def _let_group_end(group: int) -> None:
    """Wait a little for what the child has left behind, such as helpers that still write data."""
    deadline = time.monotonic() + GRACE
    with contextlib.suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < deadline:
            os.killpg(group, 0)
            time.sleep(_GLANCE)


def _signal(child: subprocess.Popen[bytes], number: int, *, apart: bool) -> None:
    """Signal the child, or its whole group when it has one of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if apart:
            os.killpg(child.pid, number)
        elif child.poll() is None:
            child.send_signal(number)
