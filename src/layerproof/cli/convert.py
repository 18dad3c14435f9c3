"""``layerproof convert``: script-like tests as pytest tests, a diff first."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from layerproof.errors import EnvironmentUnfitError, ExitCode, UsageError, find_missing_module

if TYPE_CHECKING:
    from layerproof.adoption.conversion.project_conversion import FileConversion, ProjectConversion

EPILOG = """\
Without --write nothing is written: the diff is shown, then what was found. A print that claims
success becomes an assertion where the claim can be read off the code, and otherwise a TODO that
fails until a person has written the check. A second run changes nothing.

examples:
  layerproof convert tests/test_smoke.py
  layerproof convert tests --write
  layerproof convert checks/check_api.py --write --rename --marker api
  layerproof convert tests/unit --unittest

exit codes:
  0    nothing to convert, or all of it is written
  1    without --write: there is something to convert
  2    wrong use, such as a path that is not there
  3    a file could not be looked at; the others were
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.epilog = EPILOG
    parser.add_argument(
        "paths", metavar="PATH", nargs="+", type=Path, help="a Python file, or a folder of tests"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--write", action="store_true", help="write the files")
    how.add_argument("--dry-run", action="store_true", help="show the diff alone (the default)")
    parser.add_argument("--unittest", action="store_true", help="convert classes of unittest too")
    parser.add_argument("--marker", default="", metavar="NAME", help="mark converted files as NAME")
    parser.add_argument(
        "--rename", action="store_true", help="with --write: give files a name that pytest collects"
    )
    parser.add_argument("--quiet", action="store_true", help="the summary alone, without the diff")


def run(args: argparse.Namespace) -> ExitCode:
    """Show what becomes of the files, and write it if asked."""
    try:
        from layerproof.adoption.conversion.project_conversion import convert_paths
        from layerproof.adoption.conversion.values import Options
    except ModuleNotFoundError as error:
        raise EnvironmentUnfitError(
            f"{find_missing_module(error)} is needed to rewrite tests, and is not installed",
            advice='install "layerproof[adopt]"',
        ) from error
    if args.marker and not args.marker.isidentifier():
        raise UsageError(
            f"{args.marker!r} is no name of a marker", advice="name a suite, such as api"
        )
    options = Options(unittest=args.unittest, marker=args.marker)
    found = convert_paths(args.paths, options, Path.cwd())
    return _tell(found, args)


def _tell(found: ProjectConversion, args: argparse.Namespace) -> ExitCode:
    from layerproof.adoption.conversion.rendering import render_summary
    from layerproof.adoption.diffs import render_diff

    for file in found.changed:
        if not args.quiet:
            sys.stdout.write(render_diff(file.shown, file.source.text, file.result.text))
    if args.write:
        _write(found, rename=args.rename)
    for row in render_summary(found, written=args.write):
        sys.stdout.write(row + "\n")
    if found.faults:
        return ExitCode.NOT_MEASURED
    return ExitCode.BROKEN if found.changed and not args.write else ExitCode.KEPT


def _write(found: ProjectConversion, *, rename: bool) -> None:
    from layerproof.adoption.conversion.project_conversion import find_uncommitted
    from layerproof.adoption.conversion.source_text import write_source

    moves = [_target(file, rename=rename) for file in found.changed]
    for path in find_uncommitted([file.source.path for file in found.changed]):
        sys.stderr.write(f"warning: {path} has changes that git does not hold\n")
    for file, target in zip(found.changed, moves, strict=True):
        write_source(file.source, file.result.text, target)
        if target != file.source.path:
            file.source.path.unlink()


def _target(file: FileConversion, *, rename: bool) -> Path:
    """Return where the file goes.

    :raises UsageError: when another file has that name already.
    """
    path = file.source.path
    target = path.with_name(file.new_name) if rename else path
    if target != path and target.exists():
        raise UsageError(f"{target} is there already", advice="rename one of the two by hand")
    return target
