"""Barriers in database drivers and loops that connect in C, where no audit event is raised.

libpq (psycopg, psycopg2) and libuv (uvloop) open their own sockets. Their Python sides are
wrapped, as soon as somebody imports them and never by importing them here. The wrappers stay for
the life of the process and do nothing while no barred test runs. SQLAlchemy's events name the
database best, and also see a pooled connection that an unbarred test opened.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from layerproof.pytest_plugin.barriers import DATABASE, NETWORK, hide_passwords, refuse


def watch_drivers() -> None:
    """Put barriers into the drivers that are imported, and into others when they are."""
    if any(isinstance(finder, _DriverFinder) for finder in sys.meta_path):
        return
    for name, bar in _DRIVERS.items():
        if name in sys.modules:
            bar(sys.modules[name])
    sys.meta_path.insert(0, _DriverFinder())


class _DriverFinder(MetaPathFinder):
    """Finds nothing by itself: it lets the others find a driver, and follows its import."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        bar = _DRIVERS.get(fullname)
        if bar is None:
            return None
        others = (finder for finder in sys.meta_path if finder is not self)
        found = (finder.find_spec(fullname, path, target) for finder in others)
        spec = next((spec for spec in found if spec is not None), None)
        if spec is not None and spec.loader is not None:
            _follow(spec.loader, bar)
        return spec


def _follow(loader: Any, bar: Callable[[ModuleType], None]) -> None:
    execute = loader.exec_module

    def exec_module(module: ModuleType) -> None:
        execute(module)
        bar(module)

    loader.exec_module = exec_module


def _bar_psycopg(generators: Any) -> None:
    """Every connection of psycopg 3, sync or not, pooled or not, comes from this generator."""
    generators.connect = _barred(generators.connect, DATABASE, _describe_postgresql)


def _bar_psycopg_class(name: str) -> Callable[[Any], None]:
    """Bar ``connect`` of a class as well: before the generator, it looks up the server's name."""

    def describe(arguments: Sequence[object], options: Mapping[str, object]) -> str:
        return _describe_postgresql(arguments[1:], options)

    def bar(module: Any) -> None:
        connection = getattr(module, name)
        connect = connection.__dict__["connect"].__func__
        connection.connect = classmethod(_barred(connect, DATABASE, describe))
        # Where another plugin has imported psycopg before, it has kept the method by this name.
        package: Any = sys.modules.get("psycopg")
        if name == "Connection" and hasattr(package, "connect"):
            package.connect = connection.connect

    return bar


def _bar_psycopg2(psycopg2: Any) -> None:
    psycopg2._connect = _barred(psycopg2._connect, DATABASE, _describe_postgresql)  # noqa: SLF001 - every connect passes here


def _bar_asyncpg(connect_utils: Any) -> None:
    connect = connect_utils._connect  # noqa: SLF001 - every connect passes here
    connect_utils._connect = _barred(connect, DATABASE, _describe_postgresql)  # noqa: SLF001 - every connect passes here


def _bar_uvloop(uvloop: Any) -> None:
    loop = uvloop.Loop
    loop.create_connection = _barred(loop.create_connection, NETWORK, _describe_connection)
    loop.getaddrinfo = _barred(loop.getaddrinfo, NETWORK, _describe_lookup)


def _bar_sqlalchemy(_: ModuleType) -> None:
    from sqlalchemy import Engine, event
    from sqlalchemy.pool import Pool

    def on_connect(
        dialect: Any, _: object, arguments: Sequence[object], options: Mapping[str, object]
    ) -> None:
        __tracebackhide__ = True
        given = " ".join(hide_passwords(str(one)) for one in arguments)
        details = " ".join(part for part in (given, _list_options(options)) if part)
        refuse(DATABASE, f"connect to {dialect.name}+{dialect.driver} ({details})")

    def on_checkout(connection: object, *_: object) -> None:
        __tracebackhide__ = True
        kind = type(connection)
        refuse(DATABASE, f"use a pooled connection of {kind.__module__}.{kind.__qualname__}")

    event.listen(Engine, "do_connect", on_connect)
    event.listen(Pool, "checkout", on_checkout)


#: What says where a connection goes; nothing that could be a secret.
_TELLING = ("user", "host", "port", "dbname", "database")


def _list_options(options: Mapping[str, object]) -> str:
    dsn = options.get("dsn")
    known = [f"{name}={options[name]}" for name in _TELLING if options.get(name) is not None]
    return " ".join([hide_passwords(str(dsn))] if dsn else known)


def _describe_postgresql(arguments: Sequence[object], options: Mapping[str, object]) -> str:
    given = " ".join(hide_passwords(str(one)) for one in arguments)
    return f"connect to PostgreSQL ({given or _list_options(options)})"


def _describe_connection(arguments: Sequence[object], options: Mapping[str, object]) -> str:
    """Describe ``create_connection(loop, factory, host, port)``; a given socket has no host."""
    host, port = (*arguments[2:4], None, None)[:2]
    host = options.get("host", host)
    return f"connect to {host}:{options.get('port', port)}" if host else ""


def _describe_lookup(arguments: Sequence[object], options: Mapping[str, object]) -> str:
    host = options.get("host", arguments[1] if len(arguments) > 1 else None)
    return f"look up {host}" if host else ""


def _barred(
    function: Callable[..., Any],
    kind: str,
    describe: Callable[[Sequence[object], Mapping[str, object]], str],
) -> Callable[..., Any]:
    """Wrap the function; where ``describe`` has nothing to say, nothing is refused."""

    @wraps(function)
    def barred(*arguments: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        attempt = describe(arguments, options)
        if attempt:
            refuse(kind, attempt)
        return function(*arguments, **options)

    return barred


#: The module whose import calls for a barrier, and what puts it there.
_DRIVERS: dict[str, Callable[[ModuleType], None]] = {
    "psycopg.generators": _bar_psycopg,
    "psycopg.connection": _bar_psycopg_class("Connection"),
    "psycopg.connection_async": _bar_psycopg_class("AsyncConnection"),
    "psycopg2": _bar_psycopg2,
    "asyncpg.connect_utils": _bar_asyncpg,
    "uvloop": _bar_uvloop,
    "sqlalchemy": _bar_sqlalchemy,
}
