"""PostgreSQL as a process: started, waited for, stopped, found again. Standard library only.

Runs as a child of ``keeper`` and, where the kernel can do that, ends with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from layerproof.database.servers.account import Account
from layerproof.database.servers.cluster import Cluster, clean_environment

HOST = "127.0.0.1"

#: A test database needs no durability; all of it is checked again from outside.
DURABILITY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_DEFAULTS = {
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "checkpoint_timeout": "30min",
    "autovacuum": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
#: What the keeper decides; the table must not.
RESERVED = frozenset({
    "cluster_name", "config_file", "data_directory", "external_pid_file", "hba_file", "ident_file",
    "listen_addresses", "logging_collector", "port", "unix_socket_directories",
})  # fmt: skip

_PR_SET_PDEATHSIG = 1
_LOUD = re.compile(r"^.*?\[\d+\] (?:(?:FATAL|PANIC|ERROR):  |(?=DETAIL|HINT|WARNING))")
_QUIET = re.compile(r"^.*?\[\d+\] LOG:  (?=invalid|unrecognized|could not|parameter|configuration)")


class StartError(Exception):
    """PostgreSQL did not come up; the text is its own."""


def choose_settings(major: int, added: Mapping[str, str], *, cloning: bool) -> dict[str, str]:
    """Return the server settings, those of the table on top."""
    settings = {**_DEFAULTS, **DURABILITY}
    if cloning and major >= 18:
        settings["file_copy_method"] = "clone"
    return {**settings, **added}


def start_postgres(
    cluster: Cluster, programs: Path, *, port: int, settings: Mapping[str, str], log: Path
) -> int:
    """Start ``postgres`` as a child of this process and return its process id, at once."""
    words = [str(programs / "postgres"), "-D", str(cluster.data)]
    fixed = {
        "listen_addresses": HOST,
        "port": str(port),
        "unix_socket_directories": "",
        "logging_collector": "off",
        "cluster_name": cluster.mark,
    }
    for name, value in {**settings, **fixed}.items():
        words += ["-c", f"{name}={value}"]
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    keeper = os.getpid()
    die_with_keeper = _prepare_death_signal()
    child = os.fork()
    if child:
        os.close(output)
        return child
    try:
        _become(cluster.account)
        die_with_keeper()
        if os.getppid() == keeper:
            os.dup2(output, 1)
            os.dup2(output, 2)
            os.chdir("/")
            signal.pthread_sigmask(signal.SIG_SETMASK, [])
            os.execve(words[0], words, clean_environment())  # noqa: S606 - there is no shell
    except OSError as error:
        os.write(output, f"{words[0]}: {error.strerror}\n".encode())
    finally:
        os._exit(127)


def wait_until_ready(cluster: Cluster, child: int, log: Path, *, limit: float) -> None:
    """Wait until the server takes connections.

    :param limit: seconds.
    :raises StartError: it ended instead, or took too long; it does not run any more.
    """
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        ended, _ = os.waitpid(child, os.WNOHANG)
        if ended:
            raise StartError(read_complaint(log))
        if _is_ready(cluster.data, child):
            return
        time.sleep(0.002)
    stop_postgres(child, patience=2)
    os.waitpid(child, 0)
    raise StartError(f"not ready after {limit:.0f} s\n{read_complaint(log)}")


def stop_postgres(process: int, *, patience: float) -> None:
    """Ask a server's process to stop fast, then at once, then kill it; return when it has ended.

    :param patience: seconds before each harder step.
    """
    _end_all([process], (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL), patience)


def _end_all(processes: Sequence[int], signals: Sequence[signal.Signals], patience: float) -> None:
    """Send each signal to all that still run, and return as soon as none does."""
    for how in signals:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, how)
        deadline = time.monotonic() + patience
        while any(_is_alive(process) for process in processes):
            if time.monotonic() > deadline:
                break
            time.sleep(0.005)
        else:
            return


def end_strays(cluster: Cluster) -> int:
    """Stop every process of a server of this very data directory that has lost its keeper.

    Whoever calls holds ``keeper.lock``, so no other keeper's server can be meant. Returns how
    many there were. The server's own process gets time to stop in order; what it left, none.
    """
    uid = cluster.account.uid if cluster.account else os.geteuid()
    found = list(_list_processes(cluster, uid))
    for process, is_main in found:
        if is_main:
            stop_postgres(process, patience=5)
    left = [process for process, _ in _list_processes(cluster, uid)]
    _end_all(left, (signal.SIGQUIT, signal.SIGKILL), 1)
    with contextlib.suppress(FileNotFoundError):
        (cluster.data / "postmaster.pid").unlink()
    return len(found)


def choose_port(last: int | None) -> int:
    """Return the port of the last time if it is free, so that saved addresses stay good."""
    for port in (last, 0):
        if port is None:
            continue
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
            return int(probe.getsockname()[1])
    raise StartError(f"no port is free on {HOST}")


def read_complaint(log: Path) -> str:
    """Return what PostgreSQL had to complain about, without times and process ids."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        return f"{log}: {error.strerror}"
    loud = [_LOUD.sub("", line) for line in lines if _LOUD.match(line)]
    loud = [line for line in loud if not line.startswith("WARNING")] or loud
    quiet = [_QUIET.sub("", line) for line in lines if _QUIET.match(line)]
    return "\n".join((quiet + loud)[-8:] or lines[-8:]).strip() or "it said nothing"


def _is_ready(data: Path, process: int) -> bool:
    """Whether ``postmaster.pid`` says so; its eighth line is the state since PostgreSQL 10.

    Its second line is the data directory, in whatever encoding.
    """
    try:
        lines = (data / "postmaster.pid").read_bytes().splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[0] == b"%d" % process and lines[7].strip() == b"ready"


def _prepare_death_signal() -> Callable[[], object]:
    """Return what lets the calling process end with its parent, after its change of user.

    Loaded before the fork: a fresh child should not import. Only Linux can do it.
    """
    if sys.platform != "linux":
        return lambda: None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, int(signal.SIGINT))


def _become(account: Account | None) -> None:
    if account is not None:
        os.setgroups([])
        os.setgid(account.gid)
        os.setuid(account.uid)


def _list_processes(cluster: Cluster, uid: int) -> Iterator[tuple[int, bool]]:
    """Yield the processes of this data directory's server, and whether one is the main one."""
    main = (f"-D\0{cluster.data}\0", f"-D {cluster.data} ")
    title = f"postgres: {cluster.mark}: "
    for process, owner, words in _read_process_table():
        if owner != uid or process == os.getpid():
            continue
        if words.startswith(title):
            yield process, False
        elif any(word in words for word in main) and "postgres" in words.split("\0")[0]:
            yield process, True


def _read_process_table() -> Iterator[tuple[int, int, str]]:
    """Yield id, user and command line of every process."""
    table = Path("/proc")
    if not (table / "self" / "cmdline").exists():
        yield from _ask_ps()
        return
    for entry in table.iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                words = (entry / "cmdline").read_bytes().decode(errors="replace")
                yield int(entry.name), entry.stat().st_uid, words


def _ask_ps() -> Iterator[tuple[int, int, str]]:
    done = subprocess.run(
        ["ps", "-axww", "-o", "pid=,uid=,command="], capture_output=True, text=True, check=False
    )
    for line in done.stdout.splitlines():
        process, uid, words = line.split(None, 2)
        yield int(process), int(uid), words + " "


def _is_alive(process: int) -> bool:
    """Whether a process runs; one that has ended and was not fetched yet does not."""
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except ProcessLookupError:
        return False
    except OSError:
        return not Path("/proc/self").exists()
    return state.rpartition(")")[2].split()[0] != "Z"
