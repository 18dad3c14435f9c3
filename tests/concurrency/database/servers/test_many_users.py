"""Many processes at the same instant: one server, and none afterwards."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from layerproof.database.servers import acquire_server
from layerproof.database.servers.control import pin_server, stop_server
from tests.support.servers import (
    card_of,
    end_user,
    home_of,
    list_server_processes,
    read_url,
    settings_of,
    start_user,
    used_server,
    wait_until_stopped,
)

USERS = 8


def test_users_that_come_at_once_share_one_server(tmp_path: Path) -> None:
    """Eight processes that ask at the same instant, with nothing there, make one server."""
    users = [start_user(tmp_path) for _ in range(USERS)]
    urls = {read_url(user) for user in users}
    settings = settings_of(tmp_path)
    keepers = [words for words in list_server_processes(home_of(settings)) if "keeper" in words]
    assert (len(urls), len(keepers)) == (1, 1)
    for user in users:
        user.kill()
        user.communicate()
    wait_until_stopped(home_of(settings))
    assert list_server_processes(home_of(settings)) == []


def test_starter_that_is_killed_half_way_hinders_nobody(tmp_path: Path) -> None:
    """A process killed while it starts the server leaves others no lock and no half server."""
    for _ in range(3):
        first = start_user(tmp_path)
        second = start_user(tmp_path)
        first.kill()
        first.communicate()
        assert read_url(second).startswith("postgresql://postgres:")
        end_user(second)
        wait_until_stopped(home_of(settings_of(tmp_path)))
    assert list_server_processes(home_of(settings_of(tmp_path))) == []


def test_user_that_comes_while_the_server_stops_gets_the_next_one(tmp_path: Path) -> None:
    """Who asks while the server stops for want of users waits and is given a new one."""
    settings = settings_of(tmp_path)
    servers = set()
    for _ in range(4):
        user = start_user(tmp_path)
        url = read_url(user)
        servers.add(card_of(settings).postgres)
        user.kill()
        # No waiting here: the keeper is somewhere between the lock and its end.
        follower = start_user(tmp_path)
        assert read_url(follower) == url
        servers.add(card_of(settings).postgres)
        end_user(follower)
        user.communicate()
    wait_until_stopped(home_of(settings))
    assert (len(servers) > 4, list_server_processes(home_of(settings))) == (True, [])


def test_users_survive_the_death_of_their_server_together(tmp_path: Path) -> None:
    """When PostgreSQL is killed, all who ask at once afterwards get one new server."""
    settings = settings_of(tmp_path)
    with used_server(settings):
        os.kill(card_of(settings).postgres, signal.SIGKILL)
        users = [start_user(tmp_path) for _ in range(USERS)]
        assert len({read_url(user) for user in users}) == 1
        for user in users:
            end_user(user)
    assert list_server_processes(home_of(settings)) == []


def test_orders_in_quick_succession_are_all_followed(tmp_path: Path) -> None:
    """Orders that reach the keeper at the same moment, from several processes, are not lost."""
    settings = settings_of(tmp_path)
    for _ in range(15):
        lease = acquire_server(settings, print)
        home = home_of(settings)
        pin_server(home)
        assert stop_server(home, force=True)
        lease.release()
    assert list_server_processes(home_of(settings)) == []
