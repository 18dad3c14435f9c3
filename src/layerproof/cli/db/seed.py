"""``layerproof db seed``: build a scenario's world in a database, to work with it by hand."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from typing import TYPE_CHECKING

from layerproof.cli.db.project import find_running, note, read_project
from layerproof.errors import ExitCode, LayerproofError, UsageError

if TYPE_CHECKING:
    from layerproof.database.values import Settings
    from layerproof.testing.seeding.world import Seeded

EPILOG = """\
examples:
  layerproof db seed --list
  DATABASE_URL=$(layerproof db seed demo) uvicorn shop.main:app
  layerproof db seed tests.scenarios:demo --database postgresql://me@localhost/shop_dev

Without --database a new database is made from the migrations, on the checkout's own server, and
kept for a week; its address is printed. `layerproof db start` keeps the server running. Another
server's database is only touched if --database names it. Either all is created, or nothing.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the action's arguments."""
    parser.epilog = EPILOG
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help="the scenario, or package.module:function"
    )
    parser.add_argument("--database", metavar="URL", help="the database to seed")
    parser.add_argument("--list", action="store_true", help="list the scenarios of the table")


def run(args: argparse.Namespace) -> ExitCode:
    """Seed, say what was created, and print the address of a database that was made for it.

    Raises ``UsageError`` for a server that is not Layerproof's own, ``ScenarioError`` for a
    scenario that does not exist or fails.
    """
    settings = read_project()
    if args.list:
        for name, target in settings.table.scenarios.items():
            print(f"{name}  {target}")
        return ExitCode.KEPT
    if args.name is None:
        raise UsageError(
            "it is not said which scenario", advice="layerproof db seed --list shows their names"
        )
    # As pytest's rootdir is: scenarios often stand beside tests.
    sys.path.insert(0, str(settings.root))
    if args.database:
        _show(_seed(settings, args.name, args.database))
    else:
        print(_seed_new(settings, args.name))
    return ExitCode.KEPT


def _seed_new(settings: Settings, name: str) -> str:
    """Seed a new database, and return its address."""
    from layerproof.database.provision import Provision
    from layerproof.database.templating import fill_environment

    provision = Provision(settings, note)
    try:
        if provision.server is not None and not provision.server.owned:
            raise UsageError(
                f"the server at {provision.server.place.host} is not Layerproof's own",
                advice="name the database that is meant with --database",
            )
        place = provision.databases.clone(provision.template, "seed")
        # The scenario's modules may read the address when they are imported.
        os.environ.update(fill_environment(settings, place))
        seeded = _seed(settings, name, place.url())
        provision.databases.keep(place)
        is_brief = _stops_by_itself(settings)
    finally:
        provision.close()
    _show(seeded)
    if is_brief:
        note("the server stops now; `layerproof db start` keeps it running")
    return place.url()


def _stops_by_itself(settings: Settings) -> bool:
    """Whether the running server is there only as long as somebody uses it."""
    from layerproof.database.servers.owned import read_running

    home = find_running(settings)
    card = read_running(home) if home else None
    return card is not None and not card.pinned


def _seed(settings: Settings, name: str, address: str) -> Seeded:
    from layerproof.testing.scenarios import ScenarioError, find_scenario
    from layerproof.testing.seeding.drivers import read_url
    from layerproof.testing.seeding.world import seed_database

    url = read_url(address)
    found = find_scenario(name, settings.table.scenarios)
    try:
        return seed_database(found, url)
    except LayerproofError:
        raise
    except Exception as error:
        raise ScenarioError(
            f'the scenario "{name}" failed, and nothing was created: '
            f"{type(error).__name__}: {error}",
            tried=tuple(_trace(error, settings)),
        ) from error


def _trace(error: Exception, settings: Settings) -> list[str]:
    """Return the project's own lines that led to an error, the last one last."""
    root = str(settings.root)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename.startswith(root)]
    own = [frame for frame in own if "site-packages" not in frame.filename]
    return [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in own[-3:]]


def _show(seeded: Seeded) -> None:
    if not seeded.created:
        note("the scenario created no row")
        return
    width = max(map(len, seeded.created))
    for table, number in seeded.created.items():
        note(f"{table:<{width}}  {number:+}")
