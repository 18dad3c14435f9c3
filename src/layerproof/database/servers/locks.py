"""Locks that the kernel takes back when their holder ends, however it ends.

An ``flock`` belongs to the opened file: children that inherit it hold it as well, and it is
given back when the last copy is closed. So nothing here ever unlocks, it only closes.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path

SHARED = fcntl.LOCK_SH
EXCLUSIVE = fcntl.LOCK_EX

_PATIENCE = 1.0
_PAUSE = 0.01


def take_lock(path: Path, kind: int, *, waiting: Callable[[], None] | None = None) -> int:
    """Wait for a lock on a file, made if need be, and return its descriptor; closing it frees it.

    :param kind: ``SHARED`` or ``EXCLUSIVE``.
    :param waiting: called once when it takes longer than a second.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        lock = try_lock(path, kind)
        if lock is not None:
            return lock
        if waiting is None or time.monotonic() > deadline:
            break
        time.sleep(_PAUSE)
    if waiting is not None:
        waiting()
    while True:
        lock = _open(path)
        try:
            fcntl.flock(lock, kind)
        except BaseException:
            os.close(lock)
            raise
        if is_still_there(lock, path):
            return lock
        os.close(lock)


def try_lock(path: Path, kind: int) -> int | None:
    """Return the descriptor of a lock if it can be had at once, else ``None``."""
    while True:
        lock = _open(path)
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
        if is_still_there(lock, path):
            return lock
        os.close(lock)


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock exclusively. Two who ask do not disturb each other."""
    if not path.exists():
        return False
    lock = try_lock(path, SHARED)
    if lock is None:
        return True
    os.close(lock)
    return False


def _open(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def is_still_there(lock: int, path: Path) -> bool:
    """Whether the locked file is the one that others would lock: it may have been removed."""
    try:
        return os.path.samestat(os.fstat(lock), path.stat())
    except FileNotFoundError:
        return False
