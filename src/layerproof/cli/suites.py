"""``layerproof suites``: what there is to run, for people and for a CI matrix."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from layerproof.errors import ExitCode

EPILOG = """\
examples:
  layerproof suites
  layerproof suites --json
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.epilog = EPILOG
    parser.add_argument("--json", action="store_true", help="print JSON for a CI matrix")


def run(args: argparse.Namespace) -> ExitCode:
    """Print the suites in order of precedence."""
    from layerproof.wiring import LocalWorkplace, PlainProject

    project = PlainProject.find(Path.cwd())
    tests = LocalWorkplace(project).count_tests()
    rows = [
        {
            "name": suite.name,
            "select": suite.select,
            "tests": tests.get(suite.name, 0),
            "declared": suite.declared,
            "required": suite.required,
            "traced": suite.coverage,
            "shards": suite.shards or 1,
        }
        for suite in project.config.suites
    ]
    if args.json:
        sys.stdout.write(json.dumps(rows, indent=2) + "\n")
    else:
        for row in rows:
            traced = "" if row["traced"] else ", not traced"
            about = f"about {row['tests']} tests{traced}"
            sys.stdout.write(f"{row['name']:<16}{row['select']:<24}{about}\n")
    return ExitCode.KEPT
