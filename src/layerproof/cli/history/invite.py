"""``layerproof history invite``: the way in for the first owner, from the server's own machine."""

from __future__ import annotations

import argparse
import os
import sys
from urllib.parse import quote

from layerproof.cli.history.database import add_database, load_keeping, read_database
from layerproof.cli.history_server import URL_VARIABLE
from layerproof.cli.push import DEFAULT_URL
from layerproof.errors import ExitCode

EPILOG = """\
examples:
  layerproof history invite ada@example.org --organization acme
  layerproof history invite ada@example.org --organization acme --name "Acme, Inc." \\
      --url https://history.example.org

Send the address that is printed to that person: it is good once, for seven days. Whoever comes by
it becomes an owner, so send it as you would a password. Everybody else is invited by
an owner or an admin.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the action's arguments."""
    parser.epilog = EPILOG
    parser.add_argument("address", metavar="ADDRESS", help="the mail address of the owner")
    parser.add_argument(
        "--organization",
        required=True,
        metavar="SLUG",
        help="its name in addresses; it is made if there is none",
    )
    parser.add_argument("--name", help="what a new organization is called (default: SLUG)")
    parser.add_argument(
        "--url",
        help=f"where people reach the server (default: ${URL_VARIABLE}, else {DEFAULT_URL})",
    )
    add_database(parser)


def run(args: argparse.Namespace) -> ExitCode:
    """Invite, and print the address of the page that takes the invitation."""
    keeping = load_keeping()
    settings = read_database(args)
    is_new = settings.file is not None and not settings.file.exists()
    token = keeping.invite_first_owner(
        settings,
        args.address,
        organization=args.organization,
        name=args.name or args.organization,
    )
    if is_new:
        print(f"note: {settings.file} is a new history: the server has to use it", file=sys.stderr)
    base = (args.url or os.environ.get(URL_VARIABLE) or DEFAULT_URL).rstrip("/")
    print(f"{base}/invitation?token={quote(token)}")
    return ExitCode.KEPT
