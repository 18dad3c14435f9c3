"""Dumps of the stacks of all threads, again and again while one collector is at work.

A thread of the C library writes them, so that one is there even when Python itself stands.
"""

from __future__ import annotations

import faulthandler
import os

from .log import open_private
from .order import INTERVAL


class Watchdog:
    """Holds the file that the dumps go to; it is emptied when a collector begins."""

    def __init__(self) -> None:
        self._file = open_private(f"stacks-{os.getpid()}.txt", os.O_TRUNC)

    def start(self) -> None:
        """Begin to count, from nothing."""
        faulthandler.cancel_dump_traceback_later()
        os.ftruncate(self._file, 0)
        os.lseek(self._file, 0, os.SEEK_SET)
        faulthandler.dump_traceback_later(INTERVAL, repeat=True, file=self._file)

    def stop(self) -> None:
        """Write no more."""
        faulthandler.cancel_dump_traceback_later()
