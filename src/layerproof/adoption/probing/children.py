"""A child in a process group of its own, of which nothing is left running.

``adapters.processes`` does the same for suites; here the parent watches what the child writes, and
ends it for reasons of its own.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

#: The folder of what runs in the project's own interpreter.
PLANTED = Path(__file__).parent / "planted"

#: The variable that names the private folder of a probe.
PROBE = "LAYERPROOF_PROBE"

_PATIENCE = 3.0
_GRACE = 1.0
_GLANCE = 0.02

#: What an outer run of tests or of coverage has set, and no child of ours may take for its own.
_FOREIGN = ("PYTEST_CURRENT_TEST", "PYTEST_XDIST_", "PYTEST_VERSION", "COVERAGE_", "COV_CORE_")
_OURS = ("LAYERPROOF_RUNNER", "LAYERPROOF_WATCH_PARENT")


def make_environment(python: str, more: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a child: this one's, with the interpreter's own scripts first."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith((*_FOREIGN, *_OURS))}
    scripts = Path(python).parent
    if (scripts.parent / "pyvenv.cfg").is_file():
        kept["PATH"] = os.pathsep.join([str(scripts), kept.get("PATH", os.defpath)])
        kept["VIRTUAL_ENV"] = str(scripts.parent)
    return {**kept, **more}


@contextlib.contextmanager
def running_child(
    command: Sequence[str], *, root: Path, env: Mapping[str, str], output: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a child and end its whole group afterwards, whatever happens in between.

    :param output: where everything goes that it prints.
    :raises OSError: when it cannot be started.
    """
    with output.open("wb") as stream, _ended_by_signals():
        child = subprocess.Popen(
            command,
            cwd=root,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield child
            _let_group_end(child)
        finally:
            _signal_group(child, signal.SIGKILL)
            child.wait()


def stop_politely(child: subprocess.Popen[bytes]) -> None:
    """Interrupt a child, and give it a little time to take down what its tests have set up."""
    _signal_group(child, signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(_PATIENCE)


def kill(child: subprocess.Popen[bytes]) -> None:
    """End a child and all that it started, at once."""
    _signal_group(child, signal.SIGKILL)
    child.wait()


def _let_group_end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        return
    _signal_group(child, signal.SIGTERM)
    deadline = time.monotonic() + _GRACE
    with contextlib.suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < deadline:
            os.killpg(child.pid, 0)
            time.sleep(_GLANCE)


def _signal_group(child: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Leave by way of an exception, which ends the child, where a signal would just end us."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [signal.SIGTERM, *([] if sys.platform == "win32" else [signal.SIGHUP])]
    before = {number: signal.getsignal(number) for number in numbers}
    # A handler that ends the process by itself, such as coverage.py's, would leave the child.
    replaced = [number for number in numbers if before[number] not in (signal.SIG_IGN, None)]
    for number in replaced:
        signal.signal(number, _leave)
    try:
        yield
    finally:
        for number in replaced:
            signal.signal(number, before[number])


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
