"""``layerproof coverage``: merge what the suites recorded, judge it, and write the report."""

from __future__ import annotations

import argparse
from pathlib import Path

from layerproof.cli.arguments import whole_number
from layerproof.core.config.values import MOST_RUNS
from layerproof.errors import ExitCode, UsageError

EPILOG = """\
examples:
  layerproof coverage                     the verdict on all suites of this checkout
  layerproof coverage --partial           numbers of what has run so far, without a verdict
  layerproof coverage --data packs/one --data packs/two
                                          the same over what other machines recorded
  layerproof coverage --ratchet           and no layer may fall below its best of the last
                                          20 runs of the main branch

Data is read and never changed, so the command can be called as often as you like. The report
lies in .layerproof/report: index.html, report.json, summary.md, coverage.xml (Cobertura),
lcov.info and junit/. Each verdict is recorded in .layerproof/history, and sent to
$LAYERPROOF_HISTORY_URL where that is set, with the token in $LAYERPROOF_HISTORY_TOKEN.
"""

#: What stands for the option without a number.
_ALONE = -1


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.epilog = EPILOG
    parser.add_argument(
        "--partial", action="store_true", help="show the numbers there are; give no verdict"
    )
    parser.add_argument(
        "--data",
        action="append",
        type=Path,
        default=[],
        metavar="DIR",
        help="a .layerproof folder of another machine; may be given more than once",
    )
    parser.add_argument(
        "--ratchet",
        nargs="?",
        type=whole_number(0, MOST_RUNS),
        const=_ALONE,
        metavar="N",
        help="hold each layer to its best of the last N runs of the main branch that were "
        "measured whole (20, or what the table says); 0 for none",
    )


def run(args: argparse.Namespace) -> ExitCode:
    """Judge all suites; the exit code is the verdict's."""
    from layerproof.adapters.records import make_home, write_json
    from layerproof.adapters.report_files import remove_reports
    from layerproof.cli.floors import choose_runs, look_for_floor
    from layerproof.cli.remembering import remember
    from layerproof.cli.reporting import print_verdict, write_all
    from layerproof.core.judge.verdict import exit_code
    from layerproof.core.report.manifest import to_manifest
    from layerproof.pipeline.judged_run import judge_run
    from layerproof.wiring import LocalProject, LocalRecordings

    project = LocalProject.find(Path.cwd())
    home = make_home(project.root)
    recordings = LocalRecordings(project, [home, *map(_check_data, args.data)])
    folder = home / "report"
    # A verdict of yesterday must not stand there as today's when this one does not come about.
    remove_reports(folder)
    runs = 0 if args.partial else choose_runs(project.config, args.ratchet)
    floor = look_for_floor(project.config, home, runs)
    judged = judge_run(project, recordings, floor=floor, partial=args.partial)
    write_json(home / "manifest.json", to_manifest(judged.verdict))
    write_all(project.root, folder, project.config, judged)
    print_verdict(judged.verdict, folder)
    if not args.partial:
        for line in remember(home, judged.verdict, folder / "report.json"):
            print(line, flush=True)
    return exit_code(judged.verdict)


def _check_data(folder: Path) -> Path:
    if not (folder / "suites").is_dir():
        raise UsageError(
            f"{folder} holds no suites",
            advice="give a folder that holds suites/<part>/outcome.json, as .layerproof does",
        )
    return folder
