"""``layerproof fast``: the quick suites in one pytest process, for the minute-by-minute loop."""

from __future__ import annotations

import argparse
from pathlib import Path

from layerproof.cli.ambient import read_ambient
from layerproof.errors import ExitCode

EPILOG = """\
examples:
  layerproof fast
  layerproof fast -- -k login -x

Runs unit, integration and api (or what `fast` in the table names) without tracing, what failed
last time first, in parallel where there are enough tests. It measures nothing and leaves the
records of the suites alone.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.epilog = EPILOG
    parser.add_argument("arguments", nargs="*", metavar="-- PYTEST ARGUMENTS", help="for pytest")


def run(args: argparse.Namespace) -> ExitCode:
    """Run the quick suites; broken when a test fails, not measured when there is none."""
    from layerproof.pipeline.fast_run import run_fast
    from layerproof.wiring import LocalWorkplace, PlainProject

    project = PlainProject.find(Path.cwd())
    place = LocalWorkplace(project)
    return run_fast(project.config, place, tuple(args.arguments), read_ambient())
