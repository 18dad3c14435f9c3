"""An owned server's life: started, shared, kept over runs, stopped with its last user."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from layerproof.database.errors import DatabaseUnfitError
from layerproof.database.servers import acquire_server
from layerproof.database.servers.locks import EXCLUSIVE, try_lock
from layerproof.database.values import RunningServer, Settings
from tests.support.servers import (
    card_of,
    end_user,
    home_of,
    leased,
    list_server_processes,
    query,
    read_url,
    settings_of,
    start_user,
    used_server,
    wait_for_end,
    wait_until_stopped,
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Give the settings of a checkout whose server has run before."""
    settings = settings_of(tmp_path_factory.mktemp("checkout"))
    with used_server(settings) as server:
        query(server, "CREATE DATABASE remembered")
    return settings


@pytest.fixture
def server(settings: Settings) -> Iterator[RunningServer]:
    """Give that server, running."""
    with used_server(settings) as server:
        yield server


def _databases(server: RunningServer) -> set[object]:
    return {name for (name,) in query(server, "SELECT datname FROM pg_database")}


def test_first_use_makes_a_server_without_durability(server: RunningServer) -> None:
    """The first use of a checkout gives a server whose durability is off, on this machine only."""
    names = ("fsync", "synchronous_commit", "full_page_writes", "listen_addresses", "wal_level")
    shown = {name: query(server, f"SHOW {name}")[0][0] for name in names}
    assert shown == {
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "listen_addresses": "127.0.0.1",
        "wal_level": "minimal",
    }
    assert (server.provider, server.owned, server.superuser) == ("binaries", True, True)


def test_databases_are_utf_8_and_sort_by_code_point(server: RunningServer) -> None:
    """Text is UTF-8, and its order is the same on every machine."""
    ((encoding,),) = query(server, "SHOW server_encoding")
    ((ordered,),) = query(
        server, "SELECT string_agg(w, '' ORDER BY w) FROM unnest(array['a','B','ä','Z']) w"
    )
    ((upper,),) = query(server, "SELECT upper('ä')")
    assert (encoding, ordered, upper) == ("UTF8", "BZaä", "Ä")


def test_databases_outlive_the_server(server: RunningServer) -> None:
    """A database of an earlier run is there when the server has been started again."""
    assert "remembered" in _databases(server)


def test_address_outlives_the_server(settings: Settings) -> None:
    """The same address and password lead to the server after a restart."""
    places = []
    for _ in range(2):
        with used_server(settings) as server:
            places.append(server.place)
    assert places[0] == places[1]


def test_no_process_is_left_after_the_last_use(settings: Settings) -> None:
    """When the last use ends, neither PostgreSQL nor its keeper runs any more."""
    with used_server(settings):
        home = home_of(settings)
        assert len(list_server_processes(home)) > 2
    assert list_server_processes(home) == []


def test_release_is_idempotent(settings: Settings) -> None:
    """Releasing twice is releasing once, and does not close somebody else's file."""
    with used_server(settings):
        lease = acquire_server(settings, print)
        lease.release()
        other = os.open(os.devnull, os.O_RDONLY)
        lease.release()
        assert os.fstat(other).st_rdev == Path(os.devnull).stat().st_rdev
        os.close(other)


def test_processes_share_one_server(settings: Settings, server: RunningServer) -> None:
    """Another process of the same checkout gets the very server that runs."""
    user = start_user(settings.root)
    assert read_url(user) == server.place.url()
    end_user(user)


def test_running_server_keeps_nobody_from_starting_another(
    settings: Settings, server: RunningServer
) -> None:
    """The lock of those who start a server is free while it runs: PostgreSQL inherits no lock."""
    lock = try_lock(home_of(settings).launch_lock, EXCLUSIVE)
    assert (lock is None, query(server, "SELECT 1")) == (False, [(1,)])
    os.close(lock or 0)


def test_durability_that_somebody_turned_on_is_noticed(settings: Settings) -> None:
    """Every use looks at the durability that is in force, not at the one that was asked for."""
    with used_server(settings) as server:
        query(server, "ALTER DATABASE postgres SET synchronous_commit = on")
        with pytest.raises(DatabaseUnfitError, match="runs with synchronous_commit=on"):
            acquire_server(settings, print).release()
        query(server, "ALTER DATABASE postgres RESET synchronous_commit")


def test_server_outlives_the_process_that_started_it(settings: Settings) -> None:
    """The server stays for the second user when the one who started it was killed."""
    first = start_user(settings.root)
    url = read_url(first)
    with used_server(settings) as server:
        first.kill()
        first.communicate()
        assert (server.place.url(), query(server, "SELECT 1")) == (url, [(1,)])


def test_server_ends_with_a_killed_user(settings: Settings) -> None:
    """The kernel tells the keeper of a last user that was killed; the server stops."""
    user = start_user(settings.root)
    read_url(user)
    user.kill()
    user.communicate()
    home = home_of(settings)
    wait_until_stopped(home)
    assert list_server_processes(home) == []


def test_fork_holds_the_server(settings: Settings) -> None:
    """A forked child keeps the server when its parent lets go, and the server ends with it."""
    lease = acquire_server(settings, print)
    hold, go = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(go)
        os.read(hold, 1)
        os._exit(0)
    os.close(hold)
    lease.release()
    home = home_of(settings)
    assert query(lease.server, "SELECT 1") == [(1,)]
    os.close(go)
    os.waitpid(child, 0)
    wait_until_stopped(home)
    assert list_server_processes(home) == []


def test_killed_server_is_started_again_with_its_data(settings: Settings) -> None:
    """PostgreSQL killed under its users is started by the next who asks, its databases kept."""
    with used_server(settings) as server:
        os.kill(card_of(settings).postgres, signal.SIGKILL)
        with leased(settings) as again:
            assert (query(again, "SELECT 1"), "remembered" in _databases(again)) == ([(1,)], True)
        assert again.place.password == server.place.password


def test_killed_keeper_takes_the_server_along(settings: Settings) -> None:
    """PostgreSQL does not live on without its keeper, and the next who asks gets a new one."""
    with used_server(settings):
        home, card = home_of(settings), card_of(settings)
        os.kill(card.keeper, signal.SIGKILL)
        wait_for_end(card.postgres)
        with leased(settings) as again:
            assert "remembered" in _databases(again)
            assert card_of(settings).postgres != card.postgres
    assert list_server_processes(home) == []
