"""Dumps of the stacks of all threads, again and again while one collector is at work.

A thread of the C library writes them, so that one is there even when Python itself stands.
"""

from __future__ import annotations

import faulthandler
import os

from .log import open_private


class Watchdog:
    """Holds the file that the dumps go to; it is emptied when a collector begins."""

    def __init__(self, folder: str, interval: float) -> None:
        self._file = open_private(folder, f"stacks-{os.getpid()}.txt", os.O_TRUNC)
        self._interval = interval

    def start(self) -> None:
        """Begin to count, from nothing."""
        faulthandler.cancel_dump_traceback_later()
        os.ftruncate(self._file, 0)
        os.lseek(self._file, 0, os.SEEK_SET)
        faulthandler.dump_traceback_later(self._interval, repeat=True, file=self._file)

    def stop(self) -> None:
        """Write no more."""
        faulthandler.cancel_dump_traceback_later()
