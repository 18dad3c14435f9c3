"""``layerproof discover``: what is found in an existing backend, importing it only when asked."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from layerproof.cli.arguments import find_folder, read_seconds
from layerproof.cli.screen import look_at_screen, say
from layerproof.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from layerproof.adoption.discovery.telling import Look
    from layerproof.adoption.probing.targets import ProbedTarget
    from layerproof.adoption.survey import Survey

EPILOG = """\
Files are read; nothing of the project is imported or run, and nothing is written, unless
--import asks for it: then a process of the project's own interpreter imports the
application, the metadata and what gives sessions, and says whether they are there.
Every finding says on which file and line it rests, and how sure it is: certain (a
file says so), likely (the code can hardly mean another), guess (names alone).

examples:
  layerproof discover                    this folder
  layerproof discover ../shop
  layerproof discover --json > survey.json
  layerproof discover --import           looks whether what was found can be imported

The JSON has "version" 1, "project", "backend", "tests" and "faults" (what could not
be read), with --import also "imported". A finding is {"value", "confidence",
"places": [{"path", "line"}], "why"}. Passwords are shown as ***.
Exit code 1 says that something could not be imported.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.epilog = EPILOG
    parser.add_argument(
        "path", nargs="?", default=".", metavar="PATH", help="the project's folder (default: .)"
    )
    parser.add_argument("--json", action="store_true", help="print everything found as JSON")
    parser.add_argument(
        "--import",
        action="store_true",
        dest="import_them",
        help="import what was found in a child process, and say what it is",
    )
    parser.add_argument(
        "--time-limit",
        type=read_seconds,
        default=30.0,
        metavar="S",
        help="seconds for these imports (default: 30)",
    )


def run(args: argparse.Namespace) -> ExitCode:
    """Print what is found in the project."""
    from layerproof.adoption.discovery import discover_in
    from layerproof.adoption.discovery.telling import Look, write_document, write_text
    from layerproof.adoption.reading.tree import ProjectTree

    tree = ProjectTree(find_folder(args.path))
    if not tree.python_files:
        raise UsageError(
            f"{tree.root} holds no Python file that could be looked at",
            tried=tuple(f"{fault.place}: {fault.problem}" for fault in tree.faults),
            advice="call it with the folder of a Python backend: layerproof discover PATH",
        )
    survey = discover_in(tree)
    imported = _import(tree.root, survey, args.time_limit) if args.import_them else ()
    if args.json:
        more = {"imported": [asdict(one) for one in imported]} if args.import_them else {}
        sys.stdout.write(json.dumps({**write_document(survey), **more}, indent=2) + "\n")
    else:
        screen = look_at_screen()
        look = Look(width=screen.width, colour=screen.colour, ascii=screen.ascii)
        sys.stdout.write(write_text(survey, look))
        if args.import_them:
            sys.stdout.write("\n" + look.paint("asked for by --import", "1") + "\n")
            sys.stdout.write("".join(_describe(one, look) for one in imported))
    return ExitCode.BROKEN if any(one.problem for one in imported) else ExitCode.KEPT


def _import(root: Path, survey: Survey, time_limit: float) -> tuple[ProbedTarget, ...]:
    from layerproof.adoption.probing.targets import probe_targets
    from layerproof.adoption.reading.interpreters import find_interpreter

    backend = survey.backend
    targets = [backend.application.value.target] if backend.application else []
    targets += [backend.metadata.value] if backend.metadata else []
    targets += [found.value.target for found in backend.sessions]
    paths = {found.value.rpartition("/")[0] for found in survey.project.source} - {""}
    python = find_interpreter(root)
    say(f"importing {len(targets)} targets with {python}")
    return probe_targets(root, python, list(dict.fromkeys(targets)), sorted(paths), time_limit)


def _describe(one: ProbedTarget, look: Look) -> str:
    tables = "" if one.tables is None else f", {one.tables} tables"
    said = f"cannot be imported: {one.problem}" if one.problem else f"is a {one.kind}{tables}"
    return look.plain(f"  {one.target} {said}") + "\n"
