"""``layerproof gate``: judge one suite that has run, by its own gates."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from layerproof.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerproof.core.config.values import Config
    from layerproof.core.judge.values import Verdict

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
    from layerproof.adapters.records import make_home
    from layerproof.pipeline.judged_run import judge_one
    from layerproof.wiring import LocalProject, LocalRecordings

    project = LocalProject.find(Path.cwd())
    judged = judge_one(project, LocalRecordings(project, [make_home(project.root)]), args.suite)
    return print_suite_verdict(project.config, args.suite, judged.verdict)


def print_suite_verdict(
    config: Config, suite: str, verdict: Verdict, *, asked: Sequence[str] = ()
) -> ExitCode:
    """Print the verdict on one suite or one part of it; return the exit code.

    :param asked: the arguments by which the user left tests out on purpose; what passed then
        is not called kept.
    """
    from layerproof.cli.screen import look_at_screen
    from layerproof.core.judge.values import Ruling
    from layerproof.core.judge.verdict import exit_code
    from layerproof.core.report.suite_end import render_narrowed, render_suite_gate
    from layerproof.pipeline.suite_run import find_suite

    budget = find_suite(config, suite).budget_ms
    screen = look_at_screen()
    render = render_suite_gate
    if asked and verdict.ruling is Ruling.KEPT:
        render = partial(render_narrowed, asked=asked)
    text = render(verdict, colour=screen.colour, ascii=screen.ascii, budget_ms=budget)
    sys.stdout.write(text)
    return exit_code(verdict)
