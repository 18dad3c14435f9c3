"""Locks that the kernel takes back."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from layerproof.database.servers.locks import EXCLUSIVE, SHARED, is_held, take_lock, try_lock


def test_shared_lock_is_shared_and_exclusive_lock_is_not(tmp_path: Path) -> None:
    """Any number hold a lock shared; exclusively only one does, and only if nobody else does."""
    path = tmp_path / "new" / "lock"
    first, second = try_lock(path, SHARED), try_lock(path, SHARED)
    assert first is not None
    assert second is not None
    assert (try_lock(path, EXCLUSIVE), is_held(path)) == (None, False)
    os.close(first)
    assert try_lock(path, EXCLUSIVE) is None
    os.close(second)
    third = try_lock(path, EXCLUSIVE)
    assert third is not None
    assert (try_lock(path, SHARED), is_held(path)) == (None, True)
    os.close(third)
    assert is_held(path) is False


def test_lock_of_a_removed_file_locks_nobody(tmp_path: Path) -> None:
    """Who waited for a file that was removed meanwhile takes the new one instead."""
    path = tmp_path / "lock"
    first = take_lock(path, EXCLUSIVE)
    waits, got = threading.Event(), list[int]()

    def wait() -> None:
        got.append(take_lock(path, EXCLUSIVE, waiting=waits.set))

    thread = threading.Thread(target=wait)
    thread.start()
    assert waits.wait(20)
    path.unlink()
    os.close(first)
    thread.join()
    assert os.path.samestat(os.fstat(got[0]), path.stat())
    assert is_held(path) is True
    os.close(got[0])


def test_missing_file_is_held_by_nobody_and_stays_missing(tmp_path: Path) -> None:
    """Asking who holds a lock makes no file."""
    assert (is_held(tmp_path / "lock"), list(tmp_path.iterdir())) == (False, [])
