"""Owned servers in tests: settings of a made-up checkout, other processes that use its server.

A test waits for the end of a server by waiting for its keeper's lock, never by sleeping.
"""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg

from layerproof.core.config.values import Database
from layerproof.database.ports import Lease
from layerproof.database.servers import acquire_server
from layerproof.database.servers.home import Card, ServerHome
from layerproof.database.servers.keeper import name_server
from layerproof.database.servers.locks import EXCLUSIVE, take_lock
from layerproof.database.servers.owned import list_homes, read_running
from layerproof.database.settings import read_settings
from layerproof.database.values import RunningServer, Settings

_USE = """
import sys
from pathlib import Path
from tests.support.servers import settings_of
from layerproof.database.servers import acquire_server
lease = acquire_server(settings_of(Path(sys.argv[1])), lambda text: None)
print(lease.server.place.url(), flush=True)
sys.stdin.read()
"""
_ROOT = Path(__file__).parent.parent.parent


def settings_of(
    root: Path, *, programs: Path | None = None, server_settings: dict[str, str] | None = None
) -> Settings:
    """Return the settings of a checkout that wants a server of its own."""
    table = Database(engine="postgresql", server_settings=server_settings or {})
    settings = read_settings(table, root, run="test", environment={})
    return replace(settings, providers=("binaries",), programs=programs)


def home_of(settings: Settings) -> ServerHome:
    """Return the home of the only server of a checkout."""
    (home,) = list_homes(settings)
    return home


def card_of(settings: Settings) -> Card:
    """Return what the running server's keeper announced."""
    card = read_running(home_of(settings))
    assert card is not None, "no server runs"
    return card


def wait_until_stopped(home: ServerHome) -> None:
    """Return when no keeper runs any more."""
    os.close(take_lock(home.keeper_lock, EXCLUSIVE))


def wait_for_end(process: int) -> None:
    """Return when a process that is no child of this one has ended, within 20 seconds."""
    with contextlib.suppress(ProcessLookupError):
        watched = os.pidfd_open(process)
        ended, _, _ = select.select([watched], [], [], 20)
        os.close(watched)
        assert ended, f"process {process} goes on"


def list_server_processes(home: ServerHome) -> list[str]:
    """Return the command lines of what runs for a home: keeper, server, its children."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if name_server(home) in words or f'"{home.path}"' in words:
                found.append(words)
    return found


@contextlib.contextmanager
def used_server(settings: Settings, said: list[str] | None = None) -> Iterator[RunningServer]:
    """Give a server, and return when it has stopped again."""
    lease: Lease = acquire_server(settings, said.append if said is not None else lambda _: None)
    try:
        yield lease.server
    finally:
        lease.release()
        for home in list_homes(settings):
            wait_until_stopped(home)


@contextlib.contextmanager
def leased(settings: Settings, said: list[str] | None = None) -> Iterator[RunningServer]:
    """Give a server that somebody else uses as well."""
    lease = acquire_server(settings, said.append if said is not None else lambda _: None)
    yield lease.server
    lease.release()


def query(server: RunningServer, statement: str) -> list[tuple[object, ...]]:
    """Return what a server answers in its maintenance database."""
    with psycopg.connect(server.place.url(), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def start_user(
    root: Path, *, python: str = sys.executable, account: str | None = None
) -> subprocess.Popen[str]:
    """Start a process that uses a checkout's server until its input ends, and prints the URL.

    :param account: who it runs as; the test's own user when ``None``.
    """
    places = [str(_ROOT), str(_ROOT / "src"), str(Path(psycopg.__file__).parent.parent)]
    return subprocess.Popen(
        [python, "-c", _USE, str(root)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(places), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        user=account,
        extra_groups=[] if account else None,
    )


def read_url(user: subprocess.Popen[str]) -> str:
    """Return the URL that a started user prints once it has the server."""
    assert user.stdout is not None
    url = user.stdout.readline().strip()
    if not url:
        _, errors = user.communicate()
        raise AssertionError(errors)
    return url


def end_user(user: subprocess.Popen[str]) -> None:
    """Let a user end in order."""
    user.communicate("")
