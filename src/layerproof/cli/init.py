"""``layerproof init``: look at a project, show what would be written, ask, write, examine it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from layerproof.cli.arguments import find_folder
from layerproof.cli.screen import look_at_screen, say
from layerproof.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from layerproof.adoption.setup.values import Existing, SetupPlan
    from layerproof.adoption.survey import Survey

EPILOG = """\
examples:
  layerproof init                     # shows the changes as a diff, and asks
  layerproof init --dry-run           # shows them, writes nothing
  layerproof init --yes backend       # in the folder backend, without a question
  layerproof init --by fixture        # suites by what tests ask for: runs the project's pytest
  layerproof init --undo              # takes back what init wrote

What is there is never overwritten: tables and targets are added at the end of their files.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.epilog = EPILOG
    parser.add_argument("path", nargs="?", default=".", type=Path, help="the project's folder")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--dry-run", action="store_true", help="show the changes, write nothing")
    what.add_argument("--yes", action="store_true", help="write without asking")
    what.add_argument("--undo", action="store_true", help="take back what init wrote")
    parser.add_argument("--no-doctor", action="store_true", help="do not examine it afterwards")
    parser.add_argument(
        "--by",
        choices=("fixture",),
        help="sort tests into suites by the fixtures that they ask for; collects them with pytest",
    )


def run(args: argparse.Namespace) -> ExitCode:
    """Set the project up, or take that back."""
    root = find_folder(args.path)
    return _undo(root) if args.undo else _set_up(root, args)


def _set_up(root: Path, args: argparse.Namespace) -> ExitCode:
    from layerproof.adapters.config_file import has_table, read_config
    from layerproof.adoption.discovery import discover
    from layerproof.adoption.setup.gathering import gather
    from layerproof.adoption.setup.planning import plan_setup
    from layerproof.cli.proposing import propose_by_fixture

    if has_table(root):
        read_config(root)  # a wrong table is told before anything is written beside it
    say(f"looking at {root}")
    survey = discover(root)
    existing = gather(root, survey)
    proposals = propose_by_fixture(root, survey, say) if args.by else ()
    plan = plan_setup(survey, existing, proposals)
    _show(plan, survey, existing)
    if not plan.changes:
        say("nothing to do: everything is there already")
        return ExitCode.KEPT
    if args.dry_run:
        say("nothing was written (--dry-run)")
        return ExitCode.KEPT
    if not args.yes and not _agree(len(plan.changes)):
        say("nothing was written")
        return ExitCode.KEPT
    _write(root, plan)
    if not args.no_doctor:
        _examine(root)
    return ExitCode.KEPT


def _show(plan: SetupPlan, survey: Survey, existing: Existing) -> None:
    """Print the diff; say beside it what was decided, and what could not be read."""
    from layerproof.adoption.setup.diff import render_changes, render_decisions

    notes = list(plan.notes)
    notes += [f"not looked into: {fault.place}: {fault.problem}" for fault in survey.faults]
    if existing.branch is None:
        notes.append("this is not a git checkout: keep a copy, or use `layerproof init --undo`")
    sys.stdout.write(render_changes(plan.changes))
    sys.stdout.flush()
    sys.stderr.write(render_decisions(plan.decisions, notes, look_at_screen().width))


def _agree(changes: int) -> bool:
    """Ask whoever sits at the terminal.

    Raises ``UsageError`` where nobody does.
    """
    if not sys.stdin.isatty():
        raise UsageError(
            "nothing was written, since nobody can be asked here",
            advice="say `layerproof init --yes` to write this, `--dry-run` to look only",
        )
    files = "this file" if changes == 1 else f"these {changes} files"
    sys.stderr.write(f"write {files}? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _write(root: Path, plan: SetupPlan) -> None:
    from layerproof.adoption.setup.writing import write_changes

    write_changes(root, plan.changes)
    for change in plan.changes:
        verb = "new" if change.before is None else "changed"
        say(f"{verb}: {change.path}")
    say(f"next: `{plan.call}`. To take all of it back: `layerproof init --undo`")


def _examine(root: Path) -> None:
    """Let the doctor look at what is there now; what it finds does not undo the set-up."""
    from layerproof.adoption.doctor import examine
    from layerproof.adoption.doctor.rendering import render_text

    say("looking for what would keep a verdict from being true (--no-doctor leaves this out)")
    sys.stdout.write(render_text(examine(root, quick=True, say=say), look_at_screen()))


def _undo(root: Path) -> ExitCode:
    from layerproof.adoption.setup.record import read_record
    from layerproof.adoption.setup.writing import take_back

    record = read_record(root)
    if not record.files:
        say("nothing to take back: there is no record of `layerproof init` here")
        return ExitCode.KEPT
    taken, kept = take_back(root, record)
    for path in taken:
        say(f"taken back: {path}")
    if not kept:
        return ExitCode.KEPT
    for path in kept:
        say(f"left alone, since it was changed after `layerproof init`: {path}")
    return ExitCode.BROKEN
