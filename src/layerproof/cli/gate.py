"""``layerproof gate``: judge one suite that has run, by its own gates."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from layerproof.errors import ExitCode

if TYPE_CHECKING:
    from layerproof.wiring import LocalProject

EPILOG = """\
example:
  layerproof gate --suite integration

Judges what the suite's last run recorded; runs no test.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.epilog = EPILOG
    parser.add_argument("--suite", required=True, metavar="NAME", help="the suite to judge")


def run(args: argparse.Namespace) -> ExitCode:
    """Judge the suite; the exit code is that of its verdict."""
    from layerproof.wiring import LocalProject

    return judge_suite_here(LocalProject.find(Path.cwd()), args.suite)


def judge_suite_here(project: LocalProject, suite: str) -> ExitCode:
    """Judge what is recorded of ``suite``, print it, and return the exit code."""
    from layerproof.adapters.records import make_home
    from layerproof.cli.screen import look_at_screen
    from layerproof.core.judge.verdict import exit_code
    from layerproof.core.report.suite_end import render_suite_gate
    from layerproof.pipeline.judged_run import judge_one
    from layerproof.pipeline.suite_run import find_suite
    from layerproof.wiring import LocalRecordings

    wanted = find_suite(project.config, suite)
    judged = judge_one(project, LocalRecordings(project, [make_home(project.root)]), suite)
    screen = look_at_screen()
    sys.stdout.write(
        render_suite_gate(
            judged.verdict,
            colour=screen.colour,
            ascii=screen.ascii,
            budget_ms=wanted.budget_ms,
        )
    )
    return exit_code(judged.verdict)
