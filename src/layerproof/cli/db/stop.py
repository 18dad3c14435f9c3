"""``layerproof db stop``: end the checkout's own server, or its container."""

from __future__ import annotations

import argparse

from layerproof.cli.db.project import note, read_project
from layerproof.errors import ExitCode

EPILOG = """\
While tests use the server it is only unpinned, and stops when the last one ends: exit code 2 then.
Databases stay on disk for the next start; `layerproof db clean` removes them.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the action's arguments."""
    parser.epilog = EPILOG
    parser.add_argument("--force", action="store_true", help="stop it under those who use it")


def run(args: argparse.Namespace) -> ExitCode:
    """Stop every server of the checkout.

    Raises ``UsageError`` when one is in use and ``--force`` is not given.
    """
    from layerproof.database.servers.container import stop_container
    from layerproof.database.servers.control import stop_server
    from layerproof.database.servers.owned import list_homes

    settings = read_project()
    stopped = [home for home in list_homes(settings) if stop_server(home, force=args.force)]
    for home in stopped:
        print(f"stopped {home.path}")
    name = stop_container(settings, force=args.force)
    if name:
        print(f"stopped the container {name}")
    elif not stopped:
        note("nothing ran")
    return ExitCode.KEPT
