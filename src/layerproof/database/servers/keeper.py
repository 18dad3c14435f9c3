"""The process that runs an owned server: starts it, waits for its last user, stops it.

Started by ``owned`` with an order, a pipe on which it reports, and the launch lock, which it holds
until the server answers. Then one thread waits for the users' lock: the kernel grants it at the
moment when the last user has ended, however it ended. The main thread waits for PostgreSQL, which
may end first. Standard library only, without ``site``: it starts in 60 ms and lives apart from
the project's environment.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from layerproof.database.servers import account as accounts
from layerproof.database.servers import cluster as clusters
from layerproof.database.servers import postmaster
from layerproof.database.servers.account import AccountError
from layerproof.database.servers.cluster import Cluster, ClusterError
from layerproof.database.servers.home import (
    Card,
    Order,
    ServerHome,
    order_of,
    write_card,
    write_private,
)
from layerproof.database.servers.locks import EXCLUSIVE, SHARED, is_still_there, take_lock, try_lock
from layerproof.database.servers.postmaster import StartError

#: Pins the server, so that it runs without users; and lets it go again.
PIN, UNPIN = signal.SIGUSR1, signal.SIGUSR2
_ORDERS = (PIN, UNPIN, signal.SIGTERM, signal.SIGINT)

#: Seconds for everything up to a server that answers, and for the server alone.
START_LIMIT = 180
_READY_LIMIT = 60.0
_ATTEMPTS = 4
#: Seconds between two looks at whether a pinned server still has its checkout.
_WATCH = 5.0


class Report:
    """What the one who waits is told, a JSON object a line; nobody may be listening any more."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe
        self.notices: list[str] = []

    def phase(self, text: str) -> None:
        """Say what is being done, for somebody who has waited for long."""
        self._send("phase", text)

    def notice(self, text: str) -> None:
        """Say something that the user should know in any case."""
        self.notices.append(text)
        self._send("notice", text)

    def failed(self, text: str) -> None:
        """Say why there will be no server."""
        self._send("failed", text)

    def ready(self) -> None:
        """Say that the server answers and is announced."""
        self._send("ready", "")

    def _send(self, kind: str, text: str) -> None:
        with contextlib.suppress(BrokenPipeError):
            os.write(self._pipe, json.dumps({"kind": kind, "text": text}).encode() + b"\n")


@dataclass(frozen=True, slots=True)
class Started:
    """A server that answers: its process, its port, its data directory, its programs."""

    process: int
    port: int
    cluster: Cluster
    programs: Path


def start_server(order: Order, report: Report) -> Started:
    """Start a server on the home's data directory, made or made anew where need be.

    :raises AccountError, ClusterError, StartError: it cannot be done; the text says why.
    """
    home = ServerHome(Path(order.home))
    account = accounts.choose_account()
    programs = accounts.place_programs(Path(order.programs), order.program_version, account)
    folder = accounts.place_data(home, account)
    cluster = Cluster(folder, str(home.path.resolve()), name_server(home), order.major, account)
    _clear_the_way(cluster, report)
    is_new = not cluster.data.exists()
    if is_new:
        _make(cluster, programs, report)
    try:
        return _start(cluster, programs, order, report)
    except StartError as error:
        if is_new:
            raise
        return _start_anew(cluster, programs, order, report, str(error))


def name_server(home: ServerHome) -> str:
    """Return the name that tells a home's processes from others in a list of processes."""
    return f"layerproof-{home.mark}"


def _clear_the_way(cluster: Cluster, report: Report) -> None:
    """End what a lost keeper left running, and put an unfit data directory away."""
    if not cluster.data.exists():
        return
    # Judged first: what is not stopped in order leaves a file that ending it removes.
    reason = clusters.judge_cluster(cluster)
    if (cluster.data / "postmaster.pid").exists() and postmaster.end_strays(cluster):
        report.phase("stopped a PostgreSQL that had lost its keeper")
    if reason:
        report.notice(f"the data directory {cluster.data} is made anew: {reason}")
        cluster.discard()


def _make(cluster: Cluster, programs: Path, report: Report) -> None:
    report.phase(f"making a PostgreSQL {cluster.major} data directory in {cluster.folder}")
    clusters.make_cluster(cluster, programs)


def _start_anew(
    cluster: Cluster, programs: Path, order: Order, report: Report, complaint: str
) -> Started:
    """Find out whether the data directory is to blame: a new one starts, or fails the same way.

    In the second case the old one is put back, since it did nothing wrong.
    """
    aside = cluster.folder / f"aside-{os.getpid()}"
    cluster.data.rename(aside)
    try:
        _make(cluster, programs, report)
        started = _start(cluster, programs, order, report)
    except (ClusterError, StartError):
        if cluster.data.exists():
            cluster.discard()
        aside.rename(cluster.data)
        cluster.tidy()
        raise
    last = complaint.splitlines()[-1] if complaint else "PostgreSQL did not start"
    report.notice(f"the data directory {cluster.data} was made anew, it was damaged: {last}")
    aside.rename(cluster.folder / f"discarded-{aside.name}")
    return started


def _start(cluster: Cluster, programs: Path, order: Order, report: Report) -> Started:
    """Start PostgreSQL; a port that was taken meanwhile, and cloning, are done without."""
    home = ServerHome(Path(order.home))
    report.phase(f"starting PostgreSQL {order.program_version}")
    note = cluster.read_note()
    if note is not None:
        cluster.write_note(replace(note, boot=clusters.name_boot()))
    port = postmaster.choose_port(_read_port(home))
    cloning = True
    for attempt in range(_ATTEMPTS):
        with contextlib.suppress(FileNotFoundError):
            home.server_log.rename(home.server_log.with_suffix(".log.old"))
        settings = postmaster.choose_settings(order.major, order.settings, cloning=cloning)
        process = postmaster.start_postgres(
            cluster, programs, port=port, settings=settings, log=home.server_log
        )
        try:
            postmaster.wait_until_ready(cluster, process, home.server_log, limit=_READY_LIMIT)
        except StartError as error:
            if attempt == _ATTEMPTS - 1:
                raise
            if "bind" in str(error) or "TCP/IP socket" in str(error):
                port = postmaster.choose_port(None)
            elif "file_copy_method" in str(error) and cloning:
                cloning = False
            else:
                raise
        else:
            write_private(home.path / "port", str(port))
            return Started(process, port, cluster, programs)
    raise AssertionError


def _read_port(home: ServerHome) -> int | None:
    try:
        return int((home.path / "port").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


class Keeper:
    """One server's life in this process, from the order to the end."""

    def __init__(self, order: Order, report: Report, launch_lock: int) -> None:
        self.order = order
        self.home = ServerHome(Path(order.home))
        self.report = report
        self._launch_lock = launch_lock
        self._lock: int | None = None
        self._pin: int | None = None
        self._card: Card | None = None

    def run(self) -> int:
        """Start, keep and stop the server; return the exit code."""
        # A start that hangs must not hold up everybody who waits for the launch lock.
        signal.alarm(START_LIMIT)
        self._lock = take_lock(self.home.keeper_lock, EXCLUSIVE)
        self._forget()
        try:
            started = start_server(self.order, self.report)
        except (AccountError, ClusterError, StartError, OSError) as error:
            self.report.failed(str(error))
            return 1
        signal.alarm(0)
        # Waited for by one thread, never handled: a handler runs in the main thread alone, which
        # does not notice a signal that the kernel gave to another one. Threads inherit this.
        signal.pthread_sigmask(signal.SIG_BLOCK, _ORDERS)
        self._announce(started)
        self._in_background(lambda: self._follow_orders(started.process))
        self.report.ready()
        os.close(self._launch_lock)
        self._in_background(lambda: self._stop_after_last_user(started.process))
        self._in_background(lambda: self._tidy(started.cluster))
        _, status = os.waitpid(started.process, 0)
        self._forget()
        if os.waitstatus_to_exitcode(status) != 0 and self._has_home():
            log_line(f"PostgreSQL ended by itself with {os.waitstatus_to_exitcode(status)}")
            postmaster.end_strays(started.cluster)
        return 0

    @staticmethod
    def _tidy(cluster: Cluster) -> None:
        """Remove what nobody needs any more, which can take longer than a start."""
        cluster.tidy()
        if cluster.account is not None:
            accounts.remove_abandoned()

    def _announce(self, started: Started) -> None:
        note = started.cluster.read_note()
        self._card = Card(
            home=str(self.home.path.resolve()),
            data=str(started.cluster.data),
            host=postmaster.HOST,
            port=started.port,
            user=clusters.USER,
            password=note.password if note else "",
            database=clusters.DATABASE,
            postgres=started.process,
            keeper=os.getpid(),
            programs=str(started.programs),
            program_version=self.order.program_version,
            settings=dict(self.order.settings),
            notices=tuple(self.report.notices),
        )
        write_card(self.home, self._card)

    def _follow_orders(self, process: int) -> None:
        while True:
            order = signal.sigwait(_ORDERS)
            if order in (PIN, UNPIN):
                self._set_pin(pinned=order == PIN)
            else:
                postmaster.stop_postgres(process, patience=10)

    def _set_pin(self, *, pinned: bool) -> None:
        """Be a user of the server oneself, or cease to be one."""
        if self._card is None:
            return
        if pinned and self._pin is None:
            self._pin = try_lock(self.home.users_lock, SHARED)
            self._in_background(self._watch_home)
        elif not pinned and self._pin is not None:
            os.close(self._pin)
            self._pin = None
        self._card = replace(self._card, pinned=self._pin is not None)
        if self._has_home():
            write_card(self.home, self._card)

    def _stop_after_last_user(self, process: int) -> None:
        """Stop as soon as nobody is left; who arrives now waits for the lock, then for another."""
        take_lock(self.home.users_lock, EXCLUSIVE)
        self._forget()
        postmaster.stop_postgres(process, patience=10)

    def _watch_home(self) -> None:
        """Let go of a pinned server when its checkout is removed: nobody could stop it any more."""
        while self._pin is not None:
            time.sleep(_WATCH)
            if not self._has_home():
                os.kill(os.getpid(), UNPIN)
                return

    def _has_home(self) -> bool:
        """Whether the home is still the one that this keeper was started in."""
        return self._lock is not None and is_still_there(self._lock, self.home.keeper_lock)

    def _forget(self) -> None:
        if self._has_home():
            with contextlib.suppress(FileNotFoundError):
                self.home.card.unlink()

    @staticmethod
    def _in_background(work: Callable[[], object]) -> None:
        threading.Thread(target=work, daemon=True).start()


def log_line(text: str) -> None:
    """Write a line to the keeper's log, which is this process's output."""
    # lint-skip: print-at-door because this process has no other place to say it
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def main(words: list[str]) -> NoReturn:
    """Leave the caller, then keep a server as ordered.

    :param words: the order, the descriptor for reports, the descriptor of the launch lock.
    """
    order, pipe, lock = order_of(words[0]), int(words[1]), int(words[2])
    # Handed down by number to this process only: PostgreSQL must not hold them.
    os.set_inheritable(pipe, False)  # noqa: FBT003 - os takes it by place
    os.set_inheritable(lock, False)  # noqa: FBT003 - os takes it by place
    # The starter waits for this process and would leave a corpse; nobody waits for the next.
    if os.fork():
        os._exit(0)
    os.umask(0o077)
    os.chdir("/")
    code = 1
    try:
        code = Keeper(order, Report(pipe), lock).run()
    except BaseException:  # noqa: BLE001 - the log is the only place for it
        log_line(traceback.format_exc())
    finally:
        os._exit(code)
