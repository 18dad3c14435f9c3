"""``layerproof audit``: a report on a whole test estate, measured and not estimated."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from layerproof.cli.arguments import find_folder, read_seconds
from layerproof.cli.screen import look_at_screen, say
from layerproof.errors import ConfigError, ExitCode, LayerproofError

if TYPE_CHECKING:
    from layerproof.adoption.audit.gather import Table
    from layerproof.adoption.audit.inputs import Recorded
    from layerproof.adoption.audit.values import Audit
    from layerproof.wiring import LocalProject

EPILOG = """\
examples:
  layerproof audit                        report on the project here, without running its tests
  layerproof audit --run                  the same, and run the whole suite once
  layerproof audit ../shop --no-doctor    another project, quickly
  layerproof audit --output build/audit   somewhere else than .layerproof/audit

The report is written as index.html, report.md and report.json; earlier ones are kept in the
folder `earlier` beside them, for what changed since the last audit. Results and durations are
those of `nox` where they are of the project as it is now, or of the run that --run makes. What
was not measured says so, and never counts as good.

exit codes: 0 every point of the checklist is kept or does not apply, 1 one is broken,
            2 wrong use, 3 none is broken but something was not measured
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.epilog = EPILOG
    parser.add_argument(
        "path", nargs="?", type=Path, default=Path(), metavar="PATH", help="the project's folder"
    )
    parser.add_argument(
        "--run", dest="tests", action="store_true", help="run the project's whole test suite once"
    )
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help="where to write (default: .layerproof/audit)"
    )
    parser.add_argument(
        "--json", action="store_true", help="print report.json instead of a summary"
    )
    parser.add_argument(
        "--time-limit",
        type=read_seconds,
        default=600.0,
        metavar="S",
        help="seconds for pytest, whether it only collects or runs (default: 600)",
    )
    parser.add_argument("--no-doctor", action="store_true", help="leave the doctor's checks out")
    parser.add_argument(
        "--online", action="store_true", help="ask the package index for newer versions"
    )


def run(args: argparse.Namespace) -> ExitCode:
    """Audit the project; the exit code is the checklist's."""
    from layerproof.adapters.records import make_home
    from layerproof.adoption.audit.assess import assess
    from layerproof.adoption.audit.document import render_json
    from layerproof.adoption.audit.gather import Wish, gather
    from layerproof.adoption.audit.writing import write_audit

    root = find_folder(args.path)
    folder = args.output.resolve() if args.output else make_home(root) / "audit"
    wish = Wish(
        run=args.tests,
        doctor=not args.no_doctor,
        online=args.online,
        time_limit=args.time_limit,
        folder=folder,
    )
    audit = assess(gather(root, wish, _read_table(root), _say))
    write_audit(folder, audit)
    if args.json:
        sys.stdout.write(render_json(audit))
    else:
        _print_summary(audit, folder)
    return _EXITS[audit.answer.value]


_EXITS = {
    "kept": ExitCode.KEPT,
    "broken": ExitCode.BROKEN,
    "not measured": ExitCode.NOT_MEASURED,
}


def _say(text: str) -> None:
    from layerproof.core.report.printable import one_line

    say(f"audit: {one_line(text, 200)}")


def _print_summary(audit: Audit, folder: Path) -> None:
    from layerproof.adoption.audit.terminal import render_terminal

    screen = look_at_screen()
    sys.stdout.write(render_terminal(audit, colour=screen.colour, ascii=screen.ascii))
    sys.stdout.write(f"report: {folder / 'index.html'}\n")


def _read_table(root: Path) -> Table:
    """Return the project's table with what its suites recorded; a wrong table is a finding."""
    from layerproof.adapters.config_file import has_table
    from layerproof.adoption.audit.gather import Table
    from layerproof.wiring import LocalProject

    if not has_table(root):
        return Table()
    try:
        project = LocalProject(root)
    except ConfigError as error:
        return Table(problem=error.problem)
    return Table(project.config, recorded=_judge(project), provenance=project.describe())


def _judge(project: LocalProject) -> Recorded:
    """Return what is recorded, judged as ``layerproof coverage`` judges it, without a report."""
    from layerproof.adapters.records import HOME
    from layerproof.adoption.audit.inputs import Recorded
    from layerproof.core.judge.freshness import find_changes
    from layerproof.core.outcome.values import Status
    from layerproof.pipeline.judged_run import judge_run
    from layerproof.wiring import LocalRecordings

    recordings = LocalRecordings(project, [project.root / HOME])
    parts, _ = recordings.read_parts()
    if not parts:
        return Recorded()
    try:
        verdict = judge_run(project, recordings).verdict
    except LayerproofError as error:
        return Recorded(why=error.problem)
    now = project.take_fingerprint()
    fresh, stale = [], []
    for part in (part for suite in verdict.suites for part in suite.parts):
        changes = [reason.message for reason in find_changes(part, now)]
        if part.status is not Status.FINISHED:
            stale.append(f"{part.part.label} did not come to its end")
        elif changes:
            stale += changes
        else:
            fresh.append(part)
    return Recorded(verdict, tuple(fresh), tuple(stale), why="no suite has run to its end")
