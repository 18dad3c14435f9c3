"""``layerproof suites``: what there is to run, for people and for a CI matrix."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from layerproof.cli.screen import say
from layerproof.errors import ExitCode

EPILOG = """\
examples:
  layerproof suites
  layerproof suites --json
  layerproof suites --by fixture     # which tests reach a client, which a database: a proposal
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.epilog = EPILOG
    parser.add_argument("--json", action="store_true", help="print JSON for a CI matrix")
    parser.add_argument(
        "--by",
        choices=("fixture",),
        help="propose suites by the fixtures that tests ask for; pytest collects them for it",
    )


def run(args: argparse.Namespace) -> ExitCode:
    """Print the suites in order of precedence, or a proposal of other ones."""
    if args.by:
        return _propose(json_wanted=args.json)
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


def _propose(*, json_wanted: bool) -> ExitCode:
    """Print what fixtures tell of the tests, and the table that would sort them so."""
    from layerproof.adoption.discovery import discover
    from layerproof.cli.proposing import propose_by_fixture

    root = Path.cwd()
    suites = propose_by_fixture(root, discover(root), say)
    if json_wanted:
        sys.stdout.write(json.dumps([asdict(suite) for suite in suites], indent=2) + "\n")
        return ExitCode.KEPT
    for suite in suites:
        sys.stdout.write(f"{suite.name:<16}{len(suite.tests):>6} tests: {suite.reason}\n")
    sys.stdout.write("\n[tool.layerproof.suites]\n")
    for suite in suites:
        names = ", ".join(f'"{name}"' for name in suite.fixtures)
        if names:
            sys.stdout.write(f"{suite.name} = {{ fixtures = [{names}] }}\n")
    sys.stdout.write('# and `default_suite = "unit"` in [tool.layerproof], for all others\n')
    return ExitCode.KEPT
