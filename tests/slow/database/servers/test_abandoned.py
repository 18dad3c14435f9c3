"""Servers whose checkout is removed under them."""

from __future__ import annotations

import shutil
from pathlib import Path

from layerproof.database.servers import acquire_server
from layerproof.database.servers.control import pin_server
from layerproof.database.servers.locks import EXCLUSIVE, take_lock
from tests.support.servers import (
    card_of,
    home_of,
    list_server_processes,
    query,
    settings_of,
    used_server,
)


def test_pinned_server_ends_when_its_checkout_is_removed(tmp_path: Path) -> None:
    """Nobody can stop a pinned server without its files, so it looks after itself."""
    settings = settings_of(tmp_path / "checkout")
    lease = acquire_server(settings, print)
    home = home_of(settings)
    pin_server(home)
    shutil.copytree(home.path, tmp_path / "locks", copy_function=_link)
    lease.release()
    assert query(lease.server, "SELECT 1") == [(1,)]
    shutil.rmtree(settings.root)
    take_lock(tmp_path / "locks" / home.keeper_lock.name, EXCLUSIVE)  # the same file, by a link
    assert list_server_processes(home) == []


def test_new_server_is_left_alone_by_the_keeper_of_a_removed_one(tmp_path: Path) -> None:
    """After `rm -r .layerproof` under a running server the next one has nothing to fear from it."""
    settings = settings_of(tmp_path / "checkout")
    lease = acquire_server(settings, print)
    home = home_of(settings)
    shutil.copytree(home.path, tmp_path / "locks", copy_function=_link)
    shutil.rmtree(settings.root / ".layerproof")
    with used_server(settings) as server:
        new = card_of(settings)
        lease.release()
        take_lock(tmp_path / "locks" / home.keeper_lock.name, EXCLUSIVE)
        assert (query(server, "SELECT 1"), card_of(settings)) == ([(1,)], new)
    assert list_server_processes(home) == []


def _link(source: str, target: str) -> None:
    Path(target).hardlink_to(source)
