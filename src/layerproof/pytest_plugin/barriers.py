"""What a barred test may not do, and how it is noticed: sockets and SQLite by an audit hook.

``barrier_hooks`` says which test runs and in which phase; ``driver_barriers`` watches what the
audit hook cannot see. A breach raises ``BarredError`` where it happens and is noted as well,
since code under test may swallow the error, or may run in another thread.

The state is one for the process, as an audit hook is: it cannot be removed (PEP 578), so it is
installed once and does nothing while no barred test runs.
"""

from __future__ import annotations

import re
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from weakref import WeakSet

from layerproof.core.config.values import Suite

NETWORK: Final = "network"
DATABASE: Final = "database"

_INSTEAD = {
    NETWORK: "give the code under test a fake, such as a transport that answers by itself",
    DATABASE: "give the code under test a fake session or a fake repository",
}


class BarredError(RuntimeError):
    """A test did what its suite bars.

    Not an ``OSError`` nor a driver's error: code that handles lost connections must not
    handle this.
    """


@dataclass(slots=True)
class Guard:
    """One barred test while it runs.

    ``outsiders`` are the threads that were started outside of barred tests, such as the server
    of another suite's fixture: they may do what they do. ``fixtures`` are being set up now.
    """

    suite: Suite
    nodeid: str
    outsiders: WeakSet[threading.Thread]
    fixtures: list[str] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)
    reported: int = 0

    def bars(self, kind: str) -> bool:
        """Return whether the suite bars that kind of thing."""
        return not (self.suite.network if kind == NETWORK else self.suite.database)

    def take_unreported(self) -> list[str]:
        """Return the breaches that no phase has reported yet, and count them as reported."""
        fresh = list(dict.fromkeys(self.breaches[self.reported :]))
        self.reported = len(self.breaches)
        return fresh


_guard: Guard | None = None
_installed = False


@contextmanager
def enforce(guard: Guard | None) -> Iterator[None]:
    """Bar, until the block ends, what the guard's suite bars; ``None`` lifts every bar."""
    global _guard  # noqa: PLW0603 - the audit hook has no other way to know
    before, _guard = _guard, guard
    try:
        yield
    finally:
        _guard = before


def install_audit_hook() -> None:
    """Install the hook, once in a process."""
    global _installed  # noqa: PLW0603 - one hook a process
    if not _installed:
        _installed = True
        sys.addaudithook(_audit)


def refuse(kind: str, attempt: str) -> None:
    """Refuse the attempt where the running test's suite bars that kind of thing.

    :param attempt: completes "tried to ..."; without passwords.
    :raises BarredError: when it is barred here and now.
    """
    __tracebackhide__ = True
    guard = _guard
    if guard is None or not guard.bars(kind):
        return
    thread = threading.current_thread()
    if thread in guard.outsiders:
        return
    where = f" in fixture `{guard.fixtures[-1]}`" if guard.fixtures else ""
    if thread is not threading.main_thread():
        where += f" in thread {thread.name}"
    message = (
        f"{guard.nodeid} tried to {attempt}{where}, but suite {guard.suite.name} bars the {kind}. "
        f"Mark the test `integration` or move it to tests/integration; or {_INSTEAD[kind]}."
    )
    guard.breaches.append(message)
    raise BarredError(message)


def hide_passwords(text: str) -> str:
    """Return a database's URL or connection string without its passwords."""
    text = re.sub(r"(://[^:/@]*):.*@", r"\1@", text)
    return re.sub(r"(?i)\b\w*password\s*=\s*('(?:[^'\\]|\\.)*'|[^\s&]+)[\s&]?", "", text).strip()


def _audit(event: str, args: tuple[Any, ...]) -> None:
    """Look at one audit event; there are thousands of others, so the way out comes first."""
    __tracebackhide__ = True
    if _guard is None:
        return
    look = _LOOKS.get(event)
    if look is not None:
        look(args)


def _look_at_connect(args: tuple[Any, ...]) -> None:
    __tracebackhide__ = True
    sock, address = args
    if sock.family in (socket.AF_INET, socket.AF_INET6):
        refuse(NETWORK, f"connect to {_name(address)}")
    elif sock.family == socket.AF_UNIX and ".s.PGSQL." in _text(address):
        refuse(DATABASE, f"connect to PostgreSQL at {_text(address)}")


def _look_at_send(args: tuple[Any, ...]) -> None:
    __tracebackhide__ = True
    sock, address = args
    if address is not None and sock.family in (socket.AF_INET, socket.AF_INET6):
        refuse(NETWORK, f"send to {_name(address)}")


def _look_at_lookup(args: tuple[Any, ...]) -> None:
    """Refuse to look up a name; an address that is written in numbers asks nobody.

    ``gethostbyaddr`` goes free: ``socket.getfqdn`` calls it, and that is called by everything
    that writes an e-mail's message id.
    """
    __tracebackhide__ = True
    host = _text(args[0])
    if host and not _is_numeric(host):
        refuse(NETWORK, f"look up {_name((host, *args[1:2]))}")


def _look_at_sqlite(args: tuple[Any, ...]) -> None:
    __tracebackhide__ = True
    # coverage keeps its own data in SQLite. The nearest frame alone tells: further out
    # `coverage run` stands under everything.
    caller = sys._getframe(2).f_globals.get("__name__", "")  # noqa: SLF001 - who asks decides
    if not caller.startswith("coverage."):
        refuse(DATABASE, f"open the SQLite database {hide_passwords(_text(args[0]))}")


def _is_numeric(host: str) -> bool:
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host.partition("%")[0])
        except OSError:
            continue
        return True
    return False


def _name(address: Any) -> str:
    """Return ``host:port``, or the bare host where there is no port."""
    if not isinstance(address, tuple):
        return _text(address)
    host, *rest = address
    return f"{_text(host)}:{_text(rest[0])}" if rest and rest[0] else _text(host)


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return "" if value is None else str(value)


_LOOKS: dict[str, Callable[[tuple[Any, ...]], None]] = {
    "socket.connect": _look_at_connect,
    "socket.sendto": _look_at_send,
    "socket.sendmsg": _look_at_send,
    "socket.getaddrinfo": _look_at_lookup,
    "socket.gethostbyname": _look_at_lookup,
    "sqlite3.connect": _look_at_sqlite,
}
