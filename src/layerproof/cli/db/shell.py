"""``layerproof db shell``: psql or sqlite3 on a database of the tests."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from layerproof.cli.db.project import note, read_project
from layerproof.cli.db.url import add_name, find_file
from layerproof.errors import EnvironmentUnfitError, ExitCode

if TYPE_CHECKING:
    from layerproof.database.ports import Lease
    from layerproof.database.values import Settings

EPILOG = """\
examples:
  layerproof db shell
  layerproof db shell lp_1f2e3d_main_shop_1     # a failed test's database that was kept
  layerproof db shell -c "SELECT version()"

The server is started if it does not run, and held while the shell is open.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the action's arguments."""
    parser.epilog = EPILOG
    add_name(parser)
    parser.add_argument("-c", "--statement", metavar="SQL", help="run this and leave")


def run(args: argparse.Namespace) -> int:
    """Open the shell, and return its exit code."""
    settings = read_project()
    if settings.engine == "sqlite":
        return _call(_choose_sqlite(settings, args.name, args.statement), {})
    from layerproof.database.servers import acquire_server

    lease = acquire_server(settings, note)
    try:
        place = lease.server.place
        command = [_find_psql(lease, settings)]
        if args.statement:
            command += ["-c", args.statement]
        # Through the environment, since others can read a command line.
        return _call(
            command,
            {
                "PGHOST": place.host,
                "PGPORT": str(place.port),
                "PGUSER": place.user,
                "PGPASSWORD": place.password,
                "PGDATABASE": args.name or place.name,
            },
        )
    finally:
        lease.release()


def _call(command: list[str], variables: dict[str, str]) -> int:
    """Run a program in this terminal; Ctrl-C is its own business."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        done = subprocess.run(
            command,
            env={**os.environ, **variables},
            check=False,
            preexec_fn=_take_interrupts,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    return ExitCode.KEPT if done.returncode == 0 else ExitCode.BROKEN


def _take_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _find_psql(lease: Lease, settings: Settings) -> str:
    """Return the psql of the server's own programs, else one of this machine.

    Raises ``EnvironmentUnfitError`` when there is none.
    """
    from layerproof.database.servers.binaries import find_programs
    from layerproof.database.servers.owned import OwnedLease, read_running

    places = [settings.programs]
    card = read_running(lease.home) if isinstance(lease, OwnedLease) else None
    if card:
        places.append(Path(card.programs))
    programs, _ = find_programs()
    places.append(programs.folder if programs else None)
    for place in places:
        if place and os.access(place / "psql", os.X_OK):
            return str(place / "psql")
    found = shutil.which("psql")
    if found is None:
        raise EnvironmentUnfitError(
            "there is no psql here",
            advice="install PostgreSQL's client, or use `layerproof db url`",
        )
    return found


def _choose_sqlite(settings: Settings, name: str | None, statement: str | None) -> list[str]:
    """Return the command of a shell on a file: Python's own from 3.12 on, else ``sqlite3``.

    Raises ``EnvironmentUnfitError`` when there is none.
    """
    from layerproof.database.values import SqlitePlace

    place = find_file(settings, name)
    if not isinstance(place, SqlitePlace):
        raise TypeError(place)
    words = [str(place.path), *([statement] if statement else [])]
    program = shutil.which("sqlite3")
    if program:
        return [program, *words]
    if sys.version_info >= (3, 12):
        return [sys.executable, "-m", "sqlite3", *words]
    raise EnvironmentUnfitError(
        "there is no sqlite3 here, and Python has a shell of its own only from 3.12 on",
        advice=f"install sqlite3, or open {place.path} with another program",
    )
