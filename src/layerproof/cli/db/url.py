"""``layerproof db url``: the address of a database, for another program's environment."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from layerproof.cli.db.project import find_running, note, read_project
from layerproof.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from layerproof.database.values import Place, PostgresPlace, Settings

EPILOG = """\
examples:
  psql "$(layerproof db url)"
  layerproof db url --async            # for SQLAlchemy's async engine
  layerproof db url --driver psycopg2 lp_t_0a1b2c3d_4e5f

Nothing is started: `layerproof db start` does that, and the address is good until `db stop`.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the action's arguments."""
    parser.epilog = EPILOG
    add_name(parser)
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--driver", help="SQLAlchemy's name of a driver (default: none, as for psql)")
    kind.add_argument(
        "--async",
        dest="asynchronous",
        action="store_true",
        help="with the async driver of the project",
    )


def add_name(parser: argparse.ArgumentParser) -> None:
    """Add the argument that names a database."""
    parser.add_argument(
        "name",
        nargs="?",
        metavar="NAME",
        help="the database, as in `layerproof db status` (default: the server's maintenance "
        "database; the only file of SQLite)",
    )


def run(args: argparse.Namespace) -> ExitCode:
    """Print the address.

    Raises ``UsageError`` when nothing runs, there is no such file, or no async driver.
    """
    settings = read_project()
    driver = settings.async_driver if args.asynchronous else args.driver
    if args.asynchronous and driver is None:
        raise UsageError(
            f"no async driver for {settings.engine} is installed",
            advice="install asyncpg, psycopg or aiosqlite, or name one as `async_driver`",
        )
    print(find_place(settings, args.name).url(driver))
    return ExitCode.KEPT


def find_place(settings: Settings, name: str | None) -> Place:
    """Return where a database is, without starting anything.

    Raises ``UsageError`` when there is none.
    """
    if settings.engine == "sqlite":
        return find_file(settings, name)
    for place in (_find_server(settings, provider) for provider in settings.providers):
        if place is not None:
            return place.named(name) if name else place
    raise UsageError(
        "no server of this checkout runs",
        advice="`layerproof db start` starts one that stays",
    )


def _find_server(settings: Settings, provider: str) -> PostgresPlace | None:
    """Return the maintenance database of a provider's server, if one runs."""
    from layerproof.database.servers import borrowed, container, owned

    if provider == "url" and settings.url:
        return borrowed.provide(settings, note).server.place
    if provider == "container":
        return container.find_place(settings)
    home = find_running(settings) if provider == "binaries" else None
    card = owned.read_running(home) if home else None
    return owned.place_of(card) if card else None


def find_file(settings: Settings, name: str | None) -> Place:
    """Return the SQLite file of that name, or the only one."""
    from layerproof.database.servers.inventory import list_files
    from layerproof.database.values import SqlitePlace

    files = [found.name for found in list_files(settings.home)]
    asked = name or ""
    found = [file for file in files if file in (asked, f"{asked}.db") or not asked]
    found = found or [file for file in files if file.endswith((f"/{asked}", f"/{asked}.db"))]
    if len(found) == 1:
        return SqlitePlace(settings.home / found[0])
    what = f'is "{name}"' if name else "was meant"
    raise UsageError(
        f"it is not clear which database {what}: {len(found)} of {len(files)} fit",
        tried=tuple(files),
        advice="name one of them; without any, run a suite first" if files else "run a suite first",
    )
