"""``layerproof db clean``: remove every database that Layerproof made for this checkout."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from layerproof.cli.db.project import note, read_project, show_size
from layerproof.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layerproof.database.values import Settings

EPILOG = """\
Removed are the checkout's own server with its data, its container, its SQLite files, and on a
server at TEST_DATABASE_URL the templates of this project, what it kept after failures, and what
killed runs left behind. The database that the address names is never touched.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the action's arguments."""
    parser.epilog = EPILOG
    parser.add_argument("--force", action="store_true", help="also under those who use them")


def run(args: argparse.Namespace) -> ExitCode:
    """Remove what there is, and say what it was and how much room it took.

    Raises ``UsageError`` when something is in use and ``--force`` is not given.
    """
    settings = read_project()
    removed = list(_remove_all(settings, force=args.force))
    for line in removed:
        print(line)
    if not removed:
        note(f"there was nothing to remove in {settings.home}")
    return ExitCode.KEPT


def _remove_all(settings: Settings, *, force: bool) -> Iterator[str]:
    from layerproof.database.servers.container import remove_container
    from layerproof.database.servers.control import remove_files, remove_server, stop_server
    from layerproof.database.servers.owned import list_homes

    for home in list_homes(settings):
        stop_server(home, force=force)
        yield f"removed {home.path}: {show_size(remove_server(home))}"
    name = remove_container(settings, force=force)
    if name:
        yield f"removed the container {name}"
    number, freed = remove_files(settings.home, force=force)
    if freed:
        yield f"removed {number} SQLite databases: {show_size(freed)}"
    if settings.url and "url" in settings.providers:
        yield from _remove_borrowed(settings)


def _remove_borrowed(settings: Settings) -> Iterator[str]:
    """Drop this project's templates, what it kept and what the dead left on a borrowed server."""
    from layerproof.database.admin import open_admin
    from layerproof.database.servers.borrowed import provide
    from layerproof.database.servers.inventory import list_databases
    from layerproof.database.templates import open_databases
    from layerproof.database.templates.postgres_sweep import drop_project

    server = provide(settings, note).server
    before = {found.name: found.size for found in list_databases(server.place)}
    databases = open_databases(settings, server, note)
    databases.sweep()
    databases.close()
    admin = open_admin(server.place)
    drop_project(admin, server.place.name, settings.home)
    admin.close()
    after = {found.name for found in list_databases(server.place)}
    gone = sorted(name for name in before if name.startswith("lp_") and name not in after)
    if gone:
        size = show_size(sum(before[name] for name in gone))
        yield f"dropped {', '.join(gone)} at {server.place.host}:{server.place.port}: {size}"
