"""``layerproof history backup``: everything that a history holds, in one file."""

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
  layerproof history backup /backups/history-$(date +%F).zip
  layerproof history backup runs.zip --database postgresql://history@db/history

Servers may go on: the file holds one moment. It replaces one of the same name when it is whole,
and not before. Keep it as safe as the database: log-ins are in it, and what tokens are signed with.
It can be restored on SQLite and on PostgreSQL alike.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the action's arguments."""
    parser.epilog = EPILOG
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup to write, a ZIP file")
    add_database(parser)


def run(args: argparse.Namespace) -> ExitCode:
    """Write the backup, and say what is in it."""
    keeping = load_keeping()
    written = keeping.back_up_history(read_database(args), args.file, say=tell_progress)
    print(
        f"{args.file}: {written.rows} rows of {len(written.tables)} tables, "
        f"revision {written.revision}, {args.file.stat().st_size} bytes"
    )
    return ExitCode.KEPT
