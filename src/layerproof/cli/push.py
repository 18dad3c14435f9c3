"""``layerproof push``: send a report to a history server. ``history.client`` does the talking."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from layerproof.errors import EnvironmentUnfitError, ExitCode, UsageError

EPILOG = """\
examples:
  layerproof push
  layerproof push packs/report.json --url https://history.example.org

A report that is there already is not stored twice: the same push may be repeated.
"""

URL_VARIABLE = "LAYERPROOF_HISTORY_URL"
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


def run(args: argparse.Namespace) -> int:
    """Send the report, say where it can be read, and return 0.

    :raises UsageError: the file cannot be read or is no report, or the URL is none.
    :raises PushRefusedError: the server was not reached, or did not take the report.
    """
    try:
        from layerproof.history import client
    except ImportError as error:
        raise EnvironmentUnfitError(
            f"`layerproof push` needs {error.name}, which is not installed",
            advice='pip install "layerproof[history]"',
        ) from error
    url = client.check_url(args.url or os.environ.get(URL_VARIABLE) or DEFAULT_URL)
    content = _read(args.report)
    client.check_report(content, name=str(args.report))
    with client.new_client() as connection:
        receipt = client.send_report(connection, url, content)
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
