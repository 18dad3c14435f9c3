"""Starts the project's ``python -m pytest`` with the folder of this file at the end of its path.

The path is set from inside, not by ``PYTHONPATH``: nothing of it reaches what the tests start.
xdist gives its workers the path of the process that started them.
"""

from __future__ import annotations

import contextlib
import os
import runpy
import signal
import sys


def main() -> None:
    """Run pytest as if it had been started by ``python -m pytest`` in this folder."""
    folder = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - entries are text
    if sys.path[0] == folder:
        sys.path[0] = os.getcwd()  # noqa: PTH109 - as above
    sys.path.append(folder)
    end_with_parent()
    runpy.run_module("pytest", run_name="__main__", alter_sys=True)


def end_with_parent() -> None:
    """Let the system end this process when the one that started it is gone, where it can."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    set_death_signal = 1
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(set_death_signal, int(signal.SIGKILL))


if __name__ == "__main__":
    main()
