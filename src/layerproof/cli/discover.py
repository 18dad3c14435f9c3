"""``layerproof discover``: what is found in an existing backend, without importing it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from layerproof.cli.screen import look_at_screen
from layerproof.errors import ExitCode, UsageError

EPILOG = """\
Files are read; nothing of the project is imported or run, and nothing is written.
Every finding says on which file and line it rests, and how sure it is: certain (a
file says so), likely (the code can hardly mean another), guess (names alone).

examples:
  layerproof discover                    this folder
  layerproof discover ../shop
  layerproof discover --json > survey.json

The JSON has "version" 1, "project", "backend", "tests" and "faults" (what could not
be read). A finding is {"value", "confidence", "places": [{"path", "line"}], "why"}.
Passwords are shown as ***.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.epilog = EPILOG
    parser.add_argument(
        "path", nargs="?", default=".", metavar="PATH", help="the project's folder (default: .)"
    )
    parser.add_argument("--json", action="store_true", help="print everything found as JSON")


def run(args: argparse.Namespace) -> ExitCode:
    """Print what is found in the project."""
    from layerproof.adoption.discovery import discover_in
    from layerproof.adoption.discovery.telling import Look, write_document, write_text
    from layerproof.adoption.reading.tree import ProjectTree

    tree = ProjectTree(_find_folder(args.path))
    if not tree.python_files:
        raise UsageError(
            f"{tree.root} holds no Python file that could be looked at",
            tried=tuple(f"{fault.place}: {fault.problem}" for fault in tree.faults),
            advice="call it with the folder of a Python backend: layerproof discover PATH",
        )
    survey = discover_in(tree)
    if args.json:
        sys.stdout.write(json.dumps(write_document(survey), indent=2) + "\n")
    else:
        screen = look_at_screen()
        look = Look(width=screen.width, colour=screen.colour, ascii=screen.ascii)
        sys.stdout.write(write_text(survey, look))
    return ExitCode.KEPT


def _find_folder(path: str) -> Path:
    folder = Path(path).absolute()
    if not folder.exists():
        raise UsageError(f"there is no folder {folder}", advice="give the project's folder")
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder", advice="give the project's folder")
    return folder
