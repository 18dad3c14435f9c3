"""The database's settings for one process, from the table and the environment.

Everything from the environment is read here and nowhere else in this room.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from layerproof.core.config.values import Database
from layerproof.database.values import Settings
from layerproof.errors import ConfigError

#: Where a server is that exists already. PostgreSQL's usual name for it in test set-ups.
URL_VARIABLE = "TEST_DATABASE_URL"
#: The providers in order, separated by commas, over those of the table.
PROVIDERS_VARIABLE = "LAYERPROOF_DATABASE_PROVIDERS"

_PROVIDERS = ("url", "binaries", "container", "sqlite")

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

    Raises ``ConfigError`` when the environment names a provider that does not exist.
    """
    variables = os.environ if environment is None else environment
    url = variables.get(URL_VARIABLE) or None
    driver = _choose_driver(table.driver, _DRIVERS[table.engine])
    return Settings(
        root=root,
        home=root / ".layerproof" / "database",
        table=table,
        providers=_order_providers(table, variables.get(PROVIDERS_VARIABLE, ""), url),
        url=url,
        run=run,
        worker=worker,
        driver=driver or _DRIVERS[table.engine][0][0],
        async_driver=_choose_driver(table.async_driver, _ASYNC_DRIVERS[table.engine]),
    )


def _choose_driver(given: str | None, known: Sequence[tuple[str, str]]) -> str | None:
    """Return the driver that the table names, else the first whose module is installed."""
    installed = (driver for driver, module in known if find_spec(module))
    return given or next(installed, None)


def _order_providers(table: Database, text: str, url: str | None) -> tuple[str, ...]:
    if table.engine == "sqlite":
        return ("sqlite",)
    asked = tuple(word.strip() for word in text.split(",") if word.strip())
    for word in asked:
        if word not in _PROVIDERS:
            raise ConfigError(
                f'{PROVIDERS_VARIABLE}: there is no provider "{word}"',
                advice=f"name some of {', '.join(_PROVIDERS)}",
            )
    if asked or table.providers:
        return asked or table.providers
    return ("url",) if url else ("binaries",)
