"""The database's settings for one process, from the table and the environment.

Everything from the environment is read here and nowhere else in this room.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from layerproof.core.config.database_faults import ENGINE_PROVIDERS, PROVIDERS
from layerproof.core.config.faults import hint_nearest
from layerproof.core.config.values import Database
from layerproof.database.values import Settings
from layerproof.errors import ConfigError

#: Where a server is that exists already. PostgreSQL's usual name for it in test set-ups.
URL_VARIABLE = "TEST_DATABASE_URL"
#: The providers in order, separated by commas, over those of the table.
PROVIDERS_VARIABLE = "LAYERPROOF_DATABASE_PROVIDERS"
#: A folder with ``postgres`` and ``initdb``, for the very version that production has.
PROGRAMS_VARIABLE = "LAYERPROOF_POSTGRES_BIN"

_SCHEME = re.compile(r"postgres(?:ql)?(?:\+\w+)?")
_WORD = re.compile(r"[\w+.-]{1,30}")

#: SQLAlchemy's names of drivers and the modules behind them; the first one installed is taken.
_DRIVERS = {
    "postgresql": (("psycopg", "psycopg"), ("psycopg2", "psycopg2")),
    "sqlite": (("pysqlite", "sqlite3"),),
}
_ASYNC_DRIVERS = {
    "postgresql": (("asyncpg", "asyncpg"), ("psycopg", "psycopg")),
    "sqlite": (("aiosqlite", "aiosqlite"),),
}


def read_settings(
    table: Database,
    root: Path,
    *,
    run: str,
    worker: str = "main",
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Return the settings of this process.

    :param root: the project's folder.
    :param run: a word that all processes of one run share, and no other run has.
    :param worker: the name of this process in the run.
    :param environment: the variables that count; the process's own when ``None``.

    Raises ``ConfigError`` when the environment names a provider that does not exist or does not
    fit the engine, or an address that is to be used and is not one of PostgreSQL.
    """
    variables = os.environ if environment is None else environment
    url = variables.get(URL_VARIABLE, "").strip() or None
    providers = _order_providers(table, variables.get(PROVIDERS_VARIABLE, ""), url)
    if url and "url" in providers:
        _check_url(url)
    if table.server_per_worker:
        _check_sole(providers)
    programs = variables.get(PROGRAMS_VARIABLE)
    driver = _choose_driver(table.driver, _DRIVERS[table.engine])
    return Settings(
        root=root,
        home=root / ".layerproof" / "database",
        table=table,
        providers=providers,
        url=url,
        run=run,
        worker=worker,
        driver=driver or _DRIVERS[table.engine][0][0],
        async_driver=_choose_driver(table.async_driver, _ASYNC_DRIVERS[table.engine]),
        programs=Path(programs) if programs else None,
    )


def _choose_driver(given: str | None, known: Sequence[tuple[str, str]]) -> str | None:
    """Return the driver that the table names, else the first whose module is installed."""
    installed = (driver for driver, module in known if find_spec(module))
    return given or next(installed, None)


def _order_providers(table: Database, text: str, url: str | None) -> tuple[str, ...]:
    """Return the order of the environment, else of the table, else the one that is ready.

    An address that is set and does not answer is an error, so nothing stands behind it: tests
    that were meant for that server shall not pass on another.
    """
    if table.engine == "sqlite":
        return ENGINE_PROVIDERS["sqlite"]
    asked = tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    for word in asked:
        _check_provider(word, table.engine)
    return asked or table.providers or (("url",) if url else ("binaries",))


def _check_sole(providers: Sequence[str]) -> None:
    """Refuse one server for all where the table says that each process needs its own."""
    others = [name for name in providers if name != "binaries"]
    if others:
        why = f", for {URL_VARIABLE} is set" if "url" in others else ""
        raise ConfigError(
            "database.server_per_worker asks for a server for each process of tests, which the"
            f' provider "{others[0]}" does not give; it would be taken here{why}',
            advice=f"unset {URL_VARIABLE} and {PROVIDERS_VARIABLE}; or take server_per_worker out"
            " of the table and give the suites workers = 0",
        )


def _check_provider(name: str, engine: str) -> None:
    fitting = ENGINE_PROVIDERS[engine]
    if name not in PROVIDERS:
        problem, advice = f'there is no provider "{name}"', hint_nearest(name, fitting)
    elif name not in fitting:
        problem = f'the provider "{name}" does not give {engine}'
        advice = f"name some of {', '.join(fitting)}"
    else:
        return
    raise ConfigError(f"{PROVIDERS_VARIABLE}: {problem}", advice=advice)


def _check_url(url: str) -> None:
    """Hold an address to its scheme; nothing else of it is shown, as it may hold a password."""
    scheme, separator, rest = url.partition("://")
    if separator and rest and _SCHEME.fullmatch(scheme):
        return
    seen = (
        f'begins with "{scheme}://"' if separator and _WORD.fullmatch(scheme) else "has no scheme"
    )
    raise ConfigError(
        f"{URL_VARIABLE} must be the address of a PostgreSQL server, and it {seen}",
        advice="write postgresql://USER:PASSWORD@HOST:PORT/NAME, or unset it",
    )
