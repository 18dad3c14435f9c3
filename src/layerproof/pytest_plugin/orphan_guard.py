"""Ending a pytest process whose runner was killed, so that nothing is left running."""

from __future__ import annotations

import os
import signal
import threading

#: The process id of the runner, which it sets for the pytest process that it starts.
RUNNER = "LAYERPROOF_RUNNER"

_INTERVAL = 0.5


def watch_runner() -> None:
    """Watch the runner from a thread, if this process is its direct child."""
    runner = os.environ.get(RUNNER, "")
    if runner == str(os.getppid()):
        threading.Thread(target=_watch, args=(int(runner),), daemon=True).start()


def _watch(runner: int) -> None:
    waiting = threading.Event()
    while os.getppid() == runner:
        waiting.wait(_INTERVAL)
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
