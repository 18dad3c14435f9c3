"""Ending a pytest process whose runner was killed, so that nothing is left running."""

from __future__ import annotations

import os
import signal
import threading

#: The process id of the runner, which it sets for the pytest process that it starts.
RUNNER = "LAYERPROOF_RUNNER"

_INTERVAL = 0.5


def watch_runner() -> None:
    """Watch the runner from a thread, if this process is its direct child.

    A runner that is gone already was killed while this process started: it ends at once.
    """
    runner = os.environ.get(RUNNER, "")
    if runner == str(os.getppid()):
        threading.Thread(target=_watch, args=(int(runner),), daemon=True).start()
    elif runner.isdecimal() and not _is_there(int(runner)):
        _end_group()


def _watch(runner: int) -> None:
    waiting = threading.Event()
    while os.getppid() == runner:
        waiting.wait(_INTERVAL)
    _end_group()


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _end_group() -> None:
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
