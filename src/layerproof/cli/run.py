"""``layerproof run``: one suite, recorded and judged by its own gates. The sessions call it."""

from __future__ import annotations

import argparse
from pathlib import Path

from layerproof.cli.ambient import read_ambient
from layerproof.cli.gate import print_suite_verdict
from layerproof.core.suites.sharding import parse_shard
from layerproof.errors import ExitCode

EPILOG = """\
examples:
  layerproof run --suite unit
  layerproof run --suite unit -- -k login -x     pass arguments on to pytest
  layerproof run --suite api --shard 2/3         one of three machines

A run with arguments that leave tests out is good for looking, not for measuring. It exits with
0 when the tests that ran have passed and holds nothing to a gate; its record says that it is not
whole, and the verdict asks for a whole run.
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
    from layerproof.adapters.records import make_home
    from layerproof.core.outcome.values import Status
    from layerproof.core.suites.arguments import find_narrowing
    from layerproof.pipeline.judged_run import judge_outcome
    from layerproof.pipeline.suite_run import SuiteOrder, run_part
    from layerproof.wiring import LocalProject, LocalRecordings, LocalWorkplace

    project = LocalProject.find(Path.cwd())
    order = SuiteOrder(
        suite=args.suite,
        python=args.python,
        shard=parse_shard(args.shard) if args.shard else None,
        jobs=args.jobs,
        arguments=tuple(args.arguments),
        ambient=read_ambient(),
    )
    outcome = run_part(project, LocalWorkplace(project), order)
    asked = find_narrowing(order.arguments)
    recordings = LocalRecordings(project, [make_home(project.root)])
    verdict = judge_outcome(project, recordings, outcome, asked=asked)
    code = print_suite_verdict(project.config, args.suite, verdict, asked=asked)
    return ExitCode.INTERRUPTED if outcome.status is Status.INTERRUPTED else code
