"""Pinning, stopping and removing what Layerproof owns. ``inventory`` looks, ``owned`` uses."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

from layerproof.database.errors import DatabaseUnfitError
from layerproof.database.servers import account as accounts
from layerproof.database.servers.cluster import Cluster
from layerproof.database.servers.home import Card, ServerHome, read_card
from layerproof.database.servers.inventory import count_users, measure
from layerproof.database.servers.keeper import PIN, UNPIN, name_server
from layerproof.database.servers.locks import EXCLUSIVE, try_lock
from layerproof.database.servers.owned import read_running
from layerproof.database.servers.postmaster import end_strays
from layerproof.errors import UsageError

_LIMIT = 30.0


def pin_server(home: ServerHome) -> None:
    """Keep a running server running without users. The caller must be using it.

    :raises DatabaseUnfitError: its keeper does not answer.
    """
    card = read_running(home)
    if card is None:
        raise _stuck(home)
    os.kill(card.keeper, PIN)
    _wait(home, lambda: (read_card(home) or card).pinned)


def stop_server(home: ServerHome, *, force: bool) -> bool:
    """Stop an owned server; return whether there was one.

    :param force: also under its users.

    Raises ``UsageError`` when it is used; a pin is gone then, so that it stops with its users.
    """
    card = read_running(home)
    if card is None:
        return _end_orphans(home)
    users = count_users(home, keeper=card.keeper)
    with contextlib.suppress(ProcessLookupError):
        os.kill(card.keeper, UNPIN)
        if users and not force:
            raise UsageError(
                f"{users} process{'es use' if users > 1 else ' uses'} PostgreSQL "
                f"{card.program_version} of {card.home}; it stops when the last one ends",
                advice="wait for the tests to end, or add --force and let them fail",
            )
        if users:
            os.kill(card.keeper, signal.SIGTERM)
    _wait(home, lambda: not _is_kept_by(home, card))
    return True


def remove_server(home: ServerHome) -> int:
    """Remove a stopped server with all its databases; return the bytes that this freed.

    :raises UsageError: somebody started it meanwhile.
    """
    locks = [try_lock(home.launch_lock, EXCLUSIVE), try_lock(home.keeper_lock, EXCLUSIVE)]
    try:
        if None in locks:
            raise UsageError(f"{home.path} is in use", advice="wait for the tests to end")
        folder = accounts.find_data(home)
        freed = measure(home.path) + (measure(folder) if folder != home.path else 0)
        for path in (folder, home.path):
            shutil.rmtree(path, ignore_errors=True)
        return freed - (measure(home.path) + measure(folder))
    finally:
        for lock in locks:
            if lock is not None:
                os.close(lock)


def remove_files(home: Path, *, force: bool) -> tuple[int, int]:
    """Remove all SQLite databases; return how many there were, and the bytes that this freed.

    Raises ``UsageError`` when a process uses some.
    """
    used = [path for path in home.glob("runs/*/*/alive.lock") if _is_locked(path)]
    if used and not force:
        raise UsageError(
            f"{len(used)} process{'es use' if len(used) > 1 else ' uses'} databases in {home}",
            advice="wait for the tests to end, or add --force and let them fail",
        )
    folders = [home / "templates", home / "runs"]
    number = sum(1 for folder in folders for _ in folder.rglob("*.db"))
    freed = sum(measure(folder) for folder in folders)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return number, freed


def _end_orphans(home: ServerHome) -> bool:
    """Stop a PostgreSQL without a keeper, which only systems other than Linux can have."""
    lock = try_lock(home.keeper_lock, EXCLUSIVE)
    if lock is None:
        return False
    try:
        folder = accounts.find_data(home)
        if not (folder / "data" / "postmaster.pid").exists():
            return False
        cluster = Cluster(folder, str(home.path), name_server(home), 0, accounts.choose_account())
        return end_strays(cluster) > 0
    finally:
        os.close(lock)


def _is_kept_by(home: ServerHome, card: Card) -> bool:
    """Whether that keeper still lives; another one is another server."""
    lock = try_lock(home.keeper_lock, EXCLUSIVE)
    if lock is not None:
        os.close(lock)
        return False
    now = read_card(home)
    return now is None or now.keeper == card.keeper


def _is_locked(path: Path) -> bool:
    lock = try_lock(path, EXCLUSIVE)
    if lock is not None:
        os.close(lock)
    return lock is None


def _wait(home: ServerHome, done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _LIMIT
    while not done():
        if time.monotonic() > deadline:
            raise _stuck(home)
        time.sleep(0.01)


def _stuck(home: ServerHome) -> DatabaseUnfitError:
    return DatabaseUnfitError(
        f"the keeper of {home.path} does not do as it is told",
        advice=f"see {home.keeper_log} and {home.server_log}",
    )
