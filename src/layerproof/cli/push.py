"""``layerproof push``: send a report to a history server. ``history.client`` does the talking."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from layerproof.cli.history_server import TOKEN_VARIABLE, URL_VARIABLE, find_server
from layerproof.errors import ExitCode, UsageError

EPILOG = """\
examples:
  layerproof push
  layerproof push packs/report.json --url https://history.example.org

A server with accounts wants a project's token: in $LAYERPROOF_HISTORY_TOKEN, or in a file that
--token-file names. A report that is there already is not stored twice: the same push may be
repeated.
"""

DEFAULT_URL = "http://127.0.0.1:8765"
DEFAULT_REPORT = Path(".layerproof/report/report.json")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``push``."""
    parser.epilog = EPILOG
    parser.add_argument(
        "report",
        nargs="?",
        type=Path,
        default=DEFAULT_REPORT,
        metavar="REPORT",
        help=f"the report to send (default: {DEFAULT_REPORT})",
    )
    parser.add_argument(
        "--url",
        help=f"the history server (default: ${URL_VARIABLE}, else {DEFAULT_URL})",
    )
    parser.add_argument(
        "--token-file",
        type=Path,
        metavar="FILE",
        help=f"a file that holds the project's token (default: ${TOKEN_VARIABLE})",
    )
    # Else it would be read as the beginning of --token-file, and told as a file's name.
    parser.add_argument("--token", nargs="?", const="", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Send the report, say where it can be read, and return 0.

    :raises UsageError: the file cannot be read or is no report, the URL is none, or the token.
    :raises PushRefusedError: the server was not reached, or did not take the report.
    """
    from layerproof.history.client.pushing import check_report, send_report

    if args.token is not None:
        raise UsageError(
            "a token on the command line is seen by everybody on this machine",
            advice=f"put it into ${TOKEN_VARIABLE}, or into a file for --token-file",
        )
    url = args.url or os.environ.get(URL_VARIABLE) or DEFAULT_URL
    server = find_server(url, token_file=args.token_file)
    content = _read(args.report)
    check_report(content, name=str(args.report))
    receipt = send_report(server, content)
    print(f"{'stored' if receipt.created else 'was stored before'}: {receipt.url}")
    return ExitCode.KEPT


def _read(report: Path) -> bytes:
    try:
        return report.read_bytes()
    except OSError as error:
        raise UsageError(
            f"the report {report} cannot be read: {error.strerror}",
            advice="run `layerproof coverage` first, or name the report.json to send",
        ) from error
