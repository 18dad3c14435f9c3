"""``layerproof serve``: the history of runs on a port. ``history.server`` does the work."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from layerproof.errors import EnvironmentUnfitError, ExitCode

EPILOG = """\
examples:
  layerproof serve
  layerproof serve --port 0 --database runs.db

Without --database the runs are kept in .layerproof/history.db of the folder it is called in.
"""

DEFAULT_PORT = 8765


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``serve``."""
    parser.epilog = EPILOG
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)"
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=DEFAULT_PORT,
        help="the port to listen on, 0 for any that is free (default: %(default)s)",
    )
    parser.add_argument(
        "--database",
        metavar="URL|PATH",
        help="where runs are kept (default: $LAYERPROOF_HISTORY_DATABASE, else "
        ".layerproof/history.db)",
    )
    parser.add_argument(
        "--max-body",
        type=_mebibytes,
        default=32,
        metavar="MIB",
        help="the largest report that is taken, in MiB (default: %(default)s)",
    )


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop (Ctrl-C or SIGTERM), and return 0.

    :raises UsageError: the address or the database is not one that can be used.
    :raises DatabaseUnfitError: the database cannot be opened or brought up to date.
    """
    try:
        from layerproof.history import server
        from layerproof.history.settings import MEBIBYTE, read_settings
    except ImportError as error:
        raise EnvironmentUnfitError(
            f"`layerproof serve` needs {error.name}, which is not installed",
            advice='pip install "layerproof[history]"',
        ) from error
    settings = read_settings(
        args.database, os.environ, folder=Path.cwd(), max_body=args.max_body * MEBIBYTE
    )
    server.serve(settings, host=args.host, port=args.port, say=print)
    return ExitCode.KEPT


def _port(text: str) -> int:
    return _between(text, 0, 65_535)


def _mebibytes(text: str) -> int:
    return _between(text, 1, 1_024)


def _between(text: str, lowest: int, highest: int) -> int:
    if not text.isascii() or not text.isdecimal() or not lowest <= int(text[:10]) <= highest:
        message = f"{text!r} is not a whole number from {lowest} to {highest}"
        raise argparse.ArgumentTypeError(message)
    return int(text)
