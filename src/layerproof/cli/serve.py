"""``layerproof serve``: the history of runs on a port. ``history.server`` does the work."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from layerproof.cli.arguments import whole_number
from layerproof.errors import EnvironmentUnfitError, ExitCode

EPILOG = """\
examples:
  layerproof serve                     # for yourself: this machine only, nobody logs in
  layerproof serve --port 0 --database runs.db
  layerproof serve --accounts          # for a team, behind a proxy on this machine
  layerproof serve --host 0.0.0.0 --database postgresql://history@db/history --log-format json

Without --database the runs are kept in .layerproof/history.db of the folder it is called in.
Without accounts whoever reaches the server owns what is on it; so it answers its own machine only.
With accounts, `layerproof history invite ADDRESS --organization NAME` lets the first owner in.

environment:
  Each option has a variable that is read where the option is not given: LAYERPROOF_HISTORY_ and the
  option's name in capitals, _ for -: LAYERPROOF_HISTORY_LOG_FORMAT=json. Yes or no: 1 or 0.
  LAYERPROOF_HISTORY_SECRET  what access tokens are signed with, 32 characters or more; without it
                             the database keeps one. It has no option: options are seen by everybody
                             on the machine.

SIGTERM and Ctrl-C let requests that have begun end; a second one ends the server at once.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``serve``."""
    parser.epilog = EPILOG
    parser.add_argument("--host", help="the address to listen on (default: 127.0.0.1)")
    parser.add_argument(
        "--port",
        type=whole_number(0, 65_535),
        help="the port to listen on, 0 for any that is free (default: 8765)",
    )
    parser.add_argument(
        "--database",
        metavar="URL|PATH",
        help="where runs are kept (default: $LAYERPROOF_HISTORY_DATABASE, else "
        ".layerproof/history.db)",
    )
    parser.add_argument(
        "--max-body",
        type=whole_number(1, 1_024),
        metavar="MIB",
        help="the largest report that is taken, in MiB (default: 32)",
    )
    _add_access(parser)
    _add_operation(parser)


def _add_access(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--accounts",
        action=argparse.BooleanOptionalAction,
        help="people log in, and programs push with tokens "
        "(default: wherever --host can be reached from another machine)",
    )
    parser.add_argument(
        "--open-registration",
        action=argparse.BooleanOptionalAction,
        help="whoever reaches the server may register (default: only who was invited)",
    )
    parser.add_argument(
        "--forwarded-allow-ips",
        metavar="ADDRESS,...",
        help="the proxies, as addresses or networks, whose X-Forwarded-For and -Proto are believed "
        "(default: none)",
    )


def _add_operation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--log-format",
        choices=("text", "json"),
        help="how the log on standard error is written (default: text)",
    )
    parser.add_argument(
        "--log-level",
        choices=("debug", "info", "warning", "error"),
        help="what is logged: a line for each request is info (default: info)",
    )
    parser.add_argument(
        "--drain",
        type=whole_number(0, 600),
        metavar="SECONDS",
        help="after SIGTERM, how long requests are still taken while /ready says 503, "
        "so that a balancer notices (default: 0)",
    )


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop (Ctrl-C or SIGTERM), and return 0.

    :raises UsageError: the address, the database or another setting is not one that can be used.
    :raises DatabaseUnfitError: the database cannot be opened or brought up to date.
    """
    try:
        from layerproof.history import server
        from layerproof.history.serving import ServeOptions, read_serving
    except ImportError as error:
        raise EnvironmentUnfitError(
            f"`layerproof serve` needs {error.name}, which is not installed",
            advice='pip install "layerproof[history]"',
        ) from error
    options = ServeOptions(
        database=args.database,
        host=args.host,
        port=args.port,
        max_body=args.max_body,
        accounts=args.accounts,
        open_registration=args.open_registration,
        forwarded_allow_ips=args.forwarded_allow_ips,
        log_format=args.log_format,
        log_level=args.log_level,
        drain=args.drain,
    )
    server.serve(read_serving(options, os.environ, folder=Path.cwd()), say=print)
    return ExitCode.KEPT
