"""Whose history is meant: what the actions of ``layerproof history`` have in common."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from layerproof.errors import EnvironmentUnfitError

if TYPE_CHECKING:
    from layerproof.history.settings import HistorySettings


def add_database(parser: argparse.ArgumentParser) -> None:
    """Add the option that names a database."""
    parser.add_argument(
        "--database",
        metavar="URL|PATH",
        help="the history's database (default: $LAYERPROOF_HISTORY_DATABASE, else "
        ".layerproof/history.db)",
    )


def load_keeping() -> ModuleType:
    """Return ``history.keeping``.

    :raises EnvironmentUnfitError: what it needs is not installed.
    """
    try:
        from layerproof.history import keeping
    except ImportError as error:
        raise EnvironmentUnfitError(
            f"`layerproof history` needs {error.name}, which is not installed",
            advice='pip install "layerproof[history]"',
        ) from error
    return keeping


def read_database(args: argparse.Namespace) -> HistorySettings:
    """Return the settings of the database that is meant.

    :raises UsageError: its address cannot be read.
    """
    from layerproof.history.settings import read_settings

    return read_settings(args.database, os.environ, folder=Path.cwd())


def tell_progress(line: str) -> None:
    """Tell how far long work is, beside what the command prints in the end."""
    print(line, file=sys.stderr, flush=True)
