"""Refuses connections of the code under test to databases that are not of the tests.

A backend whose address was not wired would otherwise migrate or empty the developer's own
database, and the tests would pass. Acts on every SQLAlchemy engine of the process, synchronous or
not; a driver that is called without SQLAlchemy, or through ``creator``, is not seen.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sqlalchemy import Engine, event

from layerproof.database.errors import WrongDatabaseError
from layerproof.database.values import PostgresPlace, RunningServer, Settings

_SERVERS = frozenset({"postgresql", "mysql", "mariadb", "mssql", "oracle", "cockroachdb"})
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})
_PORTS = {"postgresql": 5432, "cockroachdb": 26257}
#: How the names of all databases begin that Layerproof makes (``templates.naming``).
COPIES = "lp_"
_ADVICE = (
    "lead the backend to the tests' database: database.env, database.session_dependency or"
    " database.session_factories; or set database.guard to false to allow any database"
)
_BUILD_ADVICE = (
    "let env.py take the address from sqlalchemy.url of its configuration, or name the variable"
    " that it reads in database.env, such as DATABASE_URL = '{async_url}'; or set database.guard to"
    " false to allow any database"
)


@dataclass(frozen=True, slots=True)
class FileBounds:
    """Where tests may have SQLite files: below ``folders``, and below the machine's temporary one.

    A file of the project, below ``root``, may be a developer's, wherever the project lies.
    """

    root: Path
    folders: tuple[Path, ...]

    def hold(self, path: Path) -> bool:
        """Whether a file may be one of the tests."""
        real = path.resolve()
        if any(real.is_relative_to(folder.resolve()) for folder in self.folders):
            return True
        temporary = real.is_relative_to(Path(tempfile.gettempdir()).resolve())
        return temporary and not real.is_relative_to(self.root.resolve())


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be connected to.

    ``host`` and ``port`` are the tests' server, an empty host means none; ``name`` narrows it to
    one database, and ``prefix`` allows those beside it whose names begin so. ``path`` narrows
    SQLite to one file; ``None`` allows any, an empty one none; ``files`` narrows it to where tests
    make theirs. ``awaited`` says that the tests' server is not known yet, since nobody has asked
    for it.
    """

    host: str = ""
    port: int = 0
    name: str | None = None
    path: str | None = None
    building: bool = False
    awaited: bool = False
    prefix: str = ""
    files: FileBounds | None = None


_allowed: Allowed | None = None


def allow_tests(server: RunningServer) -> Allowed:
    """Return what tests may connect to: the databases of their server, and any SQLite file."""
    if server.owned:
        return Allowed(server.place.host, server.place.port)
    return allow_borrowed(server.place)


def allow_files(settings: Settings, *temporary: Path) -> Allowed:
    """Return what tests on SQLite may connect to: no server, and no file but their own.

    :param temporary: folders for files of tests, beside the machine's.
    """
    return Allowed(files=FileBounds(settings.root, (settings.home, *temporary)))


def allow_borrowed(place: PostgresPlace) -> Allowed:
    """Return what tests may connect to on a server that somebody else may use as well.

    Those are the databases that Layerproof makes, and the one that the address itself names: the
    developer's own are often on the same server.
    """
    return Allowed(place.host or "localhost", place.port, place.name, prefix=COPIES)


def install_guard(allowed: Allowed) -> None:
    """Refuse, from now on and in this process, whatever is not allowed.

    A refused connection raises ``WrongDatabaseError`` where it was asked for.
    """
    global _allowed  # noqa: PLW0603 - what SQLAlchemy calls is one for the process as well
    _allowed = allowed
    if not event.contains(Engine, "do_connect", _check):
        event.listen(Engine, "do_connect", _check)


def remove_guard() -> None:
    """Allow every connection again; nothing happens without a guard."""
    global _allowed  # noqa: PLW0603 - see above
    _allowed = None
    if event.contains(Engine, "do_connect", _check):
        event.remove(Engine, "do_connect", _check)


def is_guarded() -> bool:
    """Whether a guard stands in this process."""
    return _allowed is not None


def _check(dialect: Any, _record: Any, args: Sequence[Any], values: Mapping[str, Any]) -> None:
    if _allowed is None:
        return
    if dialect.name == "sqlite":
        _check_file(_allowed, str(args[0]) if args else str(values.get("database", "")))
    elif dialect.name in _SERVERS:
        _check_server(_allowed, dialect.name, args, values)


def _check_file(allowed: Allowed, text: str) -> None:
    name = text
    if text.startswith("file:"):
        # SQLite decodes such a name: https://sqlite.org/uri.html, 3.1
        name = unquote(text.removeprefix("file:").partition("?")[0])
    if name in ("", ":memory:") or "mode=memory" in text:
        return
    if allowed.files and not allowed.files.hold(Path(name)):
        raise _refusal(allowed, f"sqlite:///{name}")
    if allowed.path is None:
        return
    if not allowed.path or Path(name).resolve() != Path(allowed.path).resolve():
        raise _refusal(allowed, f"sqlite:///{name}")


def _check_server(
    allowed: Allowed, dialect: str, args: Sequence[Any], values: Mapping[str, Any]
) -> None:
    told = {**_read_conninfo(dialect, args), **values}
    host = _first(told.get("host") or (os.environ.get("PGHOST") if dialect == "postgresql" else ""))
    port = _first(told.get("port") or (os.environ.get("PGPORT") if dialect == "postgresql" else ""))
    number = int(port) if port.isdigit() else _PORTS.get(dialect, 0)
    name = str(told.get("dbname") or told.get("database") or told.get("db") or "")
    same = _plain_host(host) == _plain_host(allowed.host) and number == allowed.port
    known = allowed.name in (None, name) or (allowed.prefix and name.startswith(allowed.prefix))
    if not (allowed.host and same and known):
        user = f"{told['user']}@" if told.get("user") else ""
        raise _refusal(allowed, f"{dialect}://{user}{host or '(default host)'}:{number}/{name}")


def _read_conninfo(dialect: str, args: Sequence[Any]) -> dict[str, Any]:
    """Return what a connection string holds, where the dialect passes one."""
    if dialect != "postgresql" or not args or not isinstance(args[0], str) or not args[0]:
        return {}
    from psycopg.conninfo import conninfo_to_dict

    return dict(conninfo_to_dict(args[0]))


def _first(value: object) -> str:
    """Return the first of several hosts or ports, however they were given."""
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return str(value or "").partition(",")[0]


def _plain_host(host: str) -> str:
    if host.startswith("/"):
        return str(Path(host).resolve())
    return "localhost" if host.lower() in _LOCAL else host.lower()


def _refusal(allowed: Allowed, target: str) -> WrongDatabaseError:
    return WrongDatabaseError(
        f"a connection to {target} was refused: it is not a database of the tests",
        tried=(f"allowed is {_describe(allowed)}",),
        advice=_BUILD_ADVICE if allowed.building else _ADVICE,
    )


def _describe(allowed: Allowed) -> str:
    if allowed.host:
        name = allowed.name or "(any database)"
        beside = f', and databases named "{allowed.prefix}..."' if allowed.prefix else ""
        return f"postgresql://{allowed.host}:{allowed.port}/{name}{beside}"
    if allowed.path:
        return f"sqlite:///{allowed.path}"
    if allowed.files:
        places = [str(folder) for folder in (*allowed.files.folders, tempfile.gettempdir())]
        return f"SQLite files that tests make, below {' or '.join(places)}"
    if allowed.awaited:
        return "the tests' own PostgreSQL, which no test has asked for so far"
    return "no database"
