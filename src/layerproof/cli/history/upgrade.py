"""``layerproof history upgrade``: the tables brought up to date before a server does it."""

from __future__ import annotations

import argparse

from layerproof.cli.history.database import add_database, load_keeping, read_database
from layerproof.errors import ExitCode

EPILOG = """\
examples:
  layerproof history upgrade
  layerproof history upgrade --check || echo "back it up first"

Every server does the same when it starts, so this is for whoever wants to choose the moment.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the action's arguments."""
    parser.epilog = EPILOG
    parser.add_argument(
        "--check",
        action="store_true",
        help="change nothing; end with 1 if the tables are not up to date",
    )
    add_database(parser)


def run(args: argparse.Namespace) -> ExitCode:
    """Upgrade, or say whether it is needed."""
    keeping = load_keeping()
    settings = read_database(args)
    if args.check:
        found = keeping.check_upgrade(settings)
        at = f"at revision {found.before}" if found.before else "not there yet"
        print(f"the tables are {at}; this Layerproof works on {keeping.newest_revision()}")
        return ExitCode.BROKEN if found.needed else ExitCode.KEPT
    done = keeping.upgrade_history(settings)
    origin = f"from revision {done.before}" if done.before else "from nothing"
    print(
        f"upgraded {origin} to {done.after}"
        if done.needed
        else f"nothing to do: the tables are at revision {done.after}"
    )
    return ExitCode.KEPT
