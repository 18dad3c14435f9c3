"""``layerproof db start``: a server that runs until ``db stop``, whoever comes and goes."""

from __future__ import annotations

import argparse

from layerproof.cli.db.project import note, read_project
from layerproof.errors import ExitCode

EPILOG = """\
The address is printed; the password in it is random and stays the same for this checkout.
A server from TEST_DATABASE_URL is only looked at: it is not Layerproof's to start.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add nothing: what to start is in the project's table."""
    parser.epilog = EPILOG


def run(_: argparse.Namespace) -> ExitCode:
    """Start the server unless it runs, pin it, and print its address.

    Raises ``ServerUnavailableError`` when no provider gives one.
    """
    settings = read_project()
    if settings.engine == "sqlite":
        note(f"SQLite needs no server; its files lie in {settings.home}")
        return ExitCode.KEPT
    from layerproof.database.servers import acquire_server
    from layerproof.database.servers.control import pin_server
    from layerproof.database.servers.owned import OwnedLease

    lease = acquire_server(settings, note)
    try:
        if isinstance(lease, OwnedLease):
            pin_server(lease.home)
        print(lease.server.place.url())
    finally:
        lease.release()
    return ExitCode.KEPT
