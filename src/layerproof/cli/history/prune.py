"""``layerproof history prune``: what projects no longer keep, removed now."""

from __future__ import annotations

import argparse

from layerproof.cli.history.database import add_database, load_keeping, read_database
from layerproof.errors import ExitCode

EPILOG = """\
examples:
  layerproof history prune --dry-run
  layerproof history prune

Each project says how many runs it keeps, and for how many days; without that it keeps all. Every
server prunes once an hour by itself. Space that is freed is used again; the file of SQLite does not
become smaller.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the action's arguments."""
    parser.epilog = EPILOG
    parser.add_argument(
        "--dry-run", action="store_true", help="say how many runs would go, and remove none"
    )
    add_database(parser)


def run(args: argparse.Namespace) -> ExitCode:
    """Prune, or say what would be."""
    keeping = load_keeping()
    settings = read_database(args)
    if args.dry_run:
        print(f"would remove {_count(keeping.count_outdated_runs(settings), 'run')}")
        return ExitCode.KEPT
    removed = keeping.prune_history(settings)
    tests = _count(removed.tests, "test")
    print(f"removed {_count(removed.runs, 'run')}, and {tests} that no run has any more")
    return ExitCode.KEPT


def _count(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else noun + 's'}"
