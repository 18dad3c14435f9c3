"""``layerproof history restore``: a database from a backup, whole or not at all."""

from __future__ import annotations

import argparse
from pathlib import Path

from layerproof.cli.history.database import (
    add_database,
    load_keeping,
    read_database,
    tell_progress,
)
from layerproof.errors import ExitCode

EPILOG = """\
examples:
  layerproof history restore history-2026-11-22.zip
  layerproof history restore history.zip --database postgresql://history@db/history
  layerproof history restore history.zip --replace      # lose what the database holds

Stop the servers first. The whole file is checked before the database is opened, and then all of it
is stored or nothing is. A backup of an older Layerproof is brought up to date on the way.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the action's arguments."""
    parser.epilog = EPILOG
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup to restore")
    parser.add_argument(
        "--replace", action="store_true", help="take the place of what the database holds"
    )
    add_database(parser)


def run(args: argparse.Namespace) -> ExitCode:
    """Restore the backup, and say what was in it."""
    keeping = load_keeping()
    settings = read_database(args)
    restored = keeping.restore_history(settings, args.file, replace=args.replace, say=tell_progress)
    print(
        f"{settings.shown_database}: {restored.rows} rows of {len(restored.tables)} tables, "
        f"from a backup of {restored.created_at} at revision {restored.revision}"
    )
    return ExitCode.KEPT
