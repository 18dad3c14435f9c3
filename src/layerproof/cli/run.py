"""``layerproof run``: one suite, recorded and judged by its own gates. The sessions call it."""

from __future__ import annotations

import argparse
import os
import shlex
from pathlib import Path

from layerproof.cli.gate import judge_suite_here
from layerproof.core.suites.sharding import parse_shard
from layerproof.errors import ExitCode

EPILOG = """\
examples:
  layerproof run --suite unit
  layerproof run --suite unit -- -k login -x     pass arguments on to pytest
  layerproof run --suite api --shard 2/3         one of three machines

A run with arguments that leave tests out is good for looking, not for measuring: its record
says so, and the verdict asks for a whole run.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.epilog = EPILOG
    parser.add_argument("--suite", required=True, metavar="NAME", help="the suite to run")
    parser.add_argument("--python", metavar="LABEL", help="which of the table's pythons this is")
    parser.add_argument("--shard", metavar="I/N", help="run the I-th of N parts of the suite")
    parser.add_argument(
        "--jobs", type=int, default=1, metavar="N", help="how many suites run at the same time"
    )
    parser.add_argument("arguments", nargs="*", metavar="-- PYTEST ARGUMENTS", help="for pytest")


def run(args: argparse.Namespace) -> ExitCode:
    """Run the suite; the exit code is that of its own verdict."""
    from layerproof.pipeline.suite_run import SuiteOrder, run_part
    from layerproof.wiring import LocalProject, LocalWorkplace

    project = LocalProject.find(Path.cwd())
    order = SuiteOrder(
        suite=args.suite,
        python=args.python,
        shard=parse_shard(args.shard) if args.shard else None,
        jobs=args.jobs,
        arguments=tuple(args.arguments),
        ambient=tuple(shlex.split(os.environ.get("PYTEST_ADDOPTS", ""))),
    )
    outcome = run_part(project, LocalWorkplace(project), order)
    code = judge_suite_here(project, args.suite)
    return ExitCode.INTERRUPTED if outcome.status == "interrupted" else code
