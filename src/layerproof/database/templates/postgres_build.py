"""The steps that turn an empty database into a template. ``postgres`` puts them in order."""

from __future__ import annotations

import time
from collections.abc import Callable

import psycopg
from psycopg import sql

from layerproof.database.admin import Admin
from layerproof.database.errors import TemplateFailedError
from layerproof.database.ports import Say
from layerproof.database.templates.builder import build_schema
from layerproof.database.values import PostgresPlace, Recipe, Settings

#: The first release that knows more than one way to copy.
_STRATEGIES_SINCE = 150000
_ROUNDS = 2
#: A copy that takes this long, in seconds, is not made again just to measure it.
_LONG = 2.0


def make_schema(settings: Settings, place: PostgresPlace, recipe: Recipe, say: Say) -> int:
    """Make extensions and schema in an empty database; return how many migrations ran.

    Raises ``TemplateFailedError`` with what the build said.
    """
    if settings.table.extensions:
        _create_extensions(settings, place)
    return 0 if recipe.empty else build_schema(settings, place, say).migrations


def seal(admin: Admin, name: str) -> None:
    """Let nobody connect any more: one connection would hold up every copy."""
    identifier = sql.Identifier(name)
    admin.rows(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(identifier))
    admin.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
    admin.rows(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(identifier))


def probe_strategies(version: int, copy: Callable[[str], Callable[[], None]]) -> dict[str, float]:
    """Return the milliseconds of the best copy by each strategy that the server knows.

    Which is faster depends on the file system and on the size, so it is tried here.

    :param copy: makes one copy by a strategy, and returns what drops it.
    """
    if version < _STRATEGIES_SINCE:
        return {}
    best: dict[str, float] = {}
    for _round in range(_ROUNDS):
        for strategy in ("wal_log", "file_copy"):
            if best.get(strategy, 0.0) > _LONG * 1000:
                continue
            start = time.perf_counter()
            drop = copy(strategy)
            spent = round((time.perf_counter() - start) * 1000, 2)
            drop()
            best[strategy] = min(spent, best.get(strategy, spent))
    return best


def _create_extensions(settings: Settings, place: PostgresPlace) -> None:
    for extension in settings.table.extensions:
        try:
            with psycopg.connect(place.url(), autocommit=True) as connection:
                query = sql.SQL("CREATE EXTENSION IF NOT EXISTS {} CASCADE")
                connection.execute(query.format(sql.Identifier(extension)))
        except psycopg.Error as error:
            raise TemplateFailedError(
                f"the extension {extension} cannot be made: {str(error).strip()}",
                advice="install it on the server, use a provider whose server has it"
                " (such as a container's image), or take it out of database.extensions",
            ) from error
