"""The provider ``binaries``: a server of Layerproof's own, shared by all runs of one checkout.

This is the side of those who use it. To use it is to hold ``users.lock`` shared; a keeper is
started where none lives. ``home`` has the files, ``keeper`` the other side.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import layerproof
from layerproof.adapters.records import make_home
from layerproof.database.errors import ServerUnavailableError
from layerproof.database.ports import Lease, Say
from layerproof.database.servers.binaries import NEWEST, Programs, find_programs, look_at
from layerproof.database.servers.connect import Seen, check_durability, load_driver, look_at_server
from layerproof.database.servers.home import Card, Order, ServerHome, order_text, read_card
from layerproof.database.servers.locks import EXCLUSIVE, SHARED, is_held, take_lock
from layerproof.database.servers.postmaster import DURABILITY, RESERVED
from layerproof.database.servers.sole import claim_home, clear_server
from layerproof.database.settings import PROGRAMS_VARIABLE
from layerproof.database.values import PostgresPlace, RunningServer, Settings
from layerproof.errors import ConfigError

_BOOT = (
    "import sys; sys.path.append(sys.argv.pop(1)); "
    "from layerproof.database.servers.keeper import main; main(sys.argv[1:])"
)
_PATIENCE = 1.0
_ATTEMPTS = 5
_PAUSE = 0.2


@dataclass(slots=True)
class OwnedLease:
    """A use of an owned server: the open lock files. Forks of this process hold them as well."""

    server: RunningServer
    home: ServerHome
    locks: tuple[int, ...] = field(repr=False)

    def release(self) -> None:
        """End the use; nothing happens the second time."""
        locks, self.locks = self.locks, ()
        for lock in locks:
            # Closed, never unlocked: that would take it from forked children, too.
            os.close(lock)


def provide(settings: Settings, say: Say) -> Lease:
    """Return a use of the checkout's own server, started if it does not run.

    Raises ``ServerUnavailableError``: there are no programs, or they do not start.
    """
    return acquire_owned(settings, say)


def acquire_owned(settings: Settings, say: Say) -> OwnedLease:
    """Return a use as ``provide`` does, with the home that it is of."""
    _check_settings(settings)
    programs = _choose_programs(settings.programs)
    make_home(settings.root)
    if not settings.table.server_per_worker:
        return _use(ServerHome(settings.home / f"server-{programs.major}"), programs, settings, say)
    home, claim = claim_home(settings.home, programs.major)
    try:
        lease = _use(home, programs, settings, say)
    except BaseException:
        os.close(claim)
        raise
    lease = OwnedLease(lease.server, home, (*lease.locks, claim))
    try:
        clear_server(lease.server.place)
    except BaseException:
        lease.release()
        raise
    return lease


def _use(home: ServerHome, programs: Programs, settings: Settings, say: Say) -> OwnedLease:
    """Return a use of the server in that home, which is started if it does not run."""
    order = Order(
        home=str(home.path.resolve()),
        programs=str(programs.folder),
        major=programs.major,
        program_version=programs.version,
        settings=dict(settings.table.server_settings),
    )
    lock = take_lock(
        home.users_lock, SHARED, waiting=lambda: say("waiting for a PostgreSQL that is stopping")
    )
    try:
        return OwnedLease(_reach(home, order, say), home, (lock,))
    except BaseException:
        os.close(lock)
        raise


def list_homes(settings: Settings) -> list[ServerHome]:
    """Return the homes of all owned servers of a checkout, running or not."""
    return [ServerHome(path) for path in sorted(settings.home.glob("server-*")) if path.is_dir()]


def read_running(home: ServerHome) -> Card | None:
    """Return what runs in a home, ``None`` if nothing does."""
    return read_card(home) if is_held(home.keeper_lock) else None


def place_of(card: Card) -> PostgresPlace:
    """Return the maintenance database of a running server."""
    return PostgresPlace(card.database, card.host, card.port, card.user, card.password)


def _check_settings(settings: Settings) -> None:
    taken = sorted(RESERVED & {name.lower() for name in settings.table.server_settings})
    if taken:
        raise ConfigError(
            f"database.server_settings: {', '.join(taken)} cannot be set, Layerproof chooses it",
            advice="remove it from [tool.layerproof.database.server_settings]",
        )


def _choose_programs(preferred: Path | None) -> Programs:
    """Return the programs of the folder that somebody named, else the first that are found."""
    if preferred is not None:
        found = look_at(preferred)
        if isinstance(found, Programs):
            return found
        raise ServerUnavailableError(
            f"{PROGRAMS_VARIABLE} names no PostgreSQL that can be used: {found}",
            advice=f"correct {PROGRAMS_VARIABLE}, or unset it",
        )
    programs, refused = find_programs()
    if programs is None:
        raise ServerUnavailableError(
            "there are no PostgreSQL programs (postgres, initdb) that can be used",
            tried=tuple(str(place) for place in refused),
        )
    return programs


def _reach(home: ServerHome, order: Order, say: Say) -> RunningServer:
    """Return the running server; the users' lock is held, so that it cannot stop by itself.

    A server that dies while it is looked at is started again.
    """
    load_driver()
    import psycopg

    failure = ""
    for attempt in range(_ATTEMPTS):
        card = read_running(home) or _launch(home, order, say)
        try:
            seen = look_at_server(place_of(card), durability=tuple(DURABILITY))
        except psycopg.Error as error:
            failure = " ".join(str(error).split())
            time.sleep(_PAUSE * attempt)
            continue
        check_durability(seen, {**DURABILITY, **order.settings})
        return _describe(card, seen, order, say)
    raise ServerUnavailableError(
        f"the PostgreSQL of this checkout runs and takes no connection: {failure}",
        advice=f"`layerproof db stop --force`, then again; its log is {home.server_log}",
    )


def _describe(card: Card, seen: Seen, order: Order, say: Say) -> RunningServer:
    notices = list(card.notices)
    if dict(card.settings) != dict(order.settings):
        notices.append(
            "the running PostgreSQL was started with other server_settings; "
            "`layerproof db stop` lets the next run start it with today's"
        )
        say(notices[-1])
    if order.major > NEWEST:
        notices.append(f"PostgreSQL {order.major} is newer than Layerproof was tested with")
    return RunningServer(
        provider="binaries",
        place=seen.place,
        version=seen.version,
        owned=True,
        superuser=seen.superuser,
        notices=tuple(notices),
    )


def _launch(home: ServerHome, order: Order, say: Say) -> Card:
    """Start a keeper, unless another process did so while this one waited for its turn."""
    lock = take_lock(
        home.launch_lock,
        EXCLUSIVE,
        waiting=lambda: say("waiting for another process to start PostgreSQL"),
    )
    try:
        card = read_running(home)
        if card is not None:
            return card
        reports = _start_keeper(home, order, lock)
    finally:
        # The keeper holds the lock by now, until its server answers or it ends.
        os.close(lock)
    follow_reports(reports, home, say)
    card = read_card(home)
    if card is None:
        raise _lost(home)
    return card


def _start_keeper(home: ServerHome, order: Order, lock: int) -> int:
    """Start the keeper apart from this process; return where its reports can be read."""
    reports, pipe = os.pipe()
    package = str(Path(layerproof.__file__).parent.parent)
    command = [sys.executable, "-I", "-S", "-c", _BOOT, package]
    try:
        with home.keeper_log.open("ab") as log:
            subprocess.run(
                [*command, order_text(order), str(pipe), str(lock)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(pipe, lock),
                start_new_session=True,
                check=True,
            )
    except (OSError, subprocess.SubprocessError):
        os.close(reports)
        raise _lost(home) from None
    finally:
        os.close(pipe)
    return reports


def follow_reports(reports: int, home: ServerHome, say: Say) -> None:
    """Wait for the keeper's word, and pass on what takes long.

    :raises ServerUnavailableError: it failed, with what PostgreSQL said.
    """
    try:
        for report in _read_reports(reports, say):
            if report["kind"] == "notice":
                say(report["text"])
            elif report["kind"] == "failed":
                raise ServerUnavailableError(
                    f"PostgreSQL did not start: {report['text']}",
                    advice=f"see {home.server_log} and {home.keeper_log}",
                )
            elif report["kind"] == "ready":
                return
    finally:
        os.close(reports)
    raise _lost(home)


def _read_reports(pipe: int, say: Say) -> Iterator[dict[str, str]]:
    """Yield each report; say the phase that goes on once a second has passed."""
    rest, phase, late = b"", "", time.monotonic() + _PATIENCE
    while True:
        left = max(late - time.monotonic(), 0)
        ready, _, _ = select.select([pipe], [], [], left if phase else None)
        if not ready:
            say(phase)
            phase = ""
            continue
        piece = os.read(pipe, 65_536)
        if not piece:
            return
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            report: dict[str, str] = json.loads(line)
            if report["kind"] == "phase":
                phase = report["text"]
            yield report


def _lost(home: ServerHome) -> ServerUnavailableError:
    said = ""
    with contextlib.suppress(OSError):
        said = home.keeper_log.read_text(encoding="utf-8", errors="replace").strip()[-500:]
    return ServerUnavailableError(
        "the process that keeps PostgreSQL ended without a server" + (f": {said}" if said else ""),
        advice=f"see {home.keeper_log}",
    )
