"""``layerproof suites``: what there is to run, for people and for a CI matrix."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
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


#: What stands below a proposed table, about the tests that it does not name.
_REST = """\
# and `default_suite = "unit"` in [tool.layerproof], for all others; "integration" where
# some reach a database or the network without a fixture, since `unit` bars both
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
        tests = "test: " if len(suite.tests) == 1 else "tests:"
        sys.stdout.write(f"{suite.name:<16}{len(suite.tests):>6} {tests} {suite.reason}\n")
    sys.stdout.write("\n" + _render_proposed({suite.name: suite.fixtures for suite in suites}))
    return ExitCode.KEPT


def _render_proposed(fixtures: Mapping[str, Sequence[str]]) -> str:
    """Return the table that sorts tests by these fixtures of each suite."""
    rows = [
        f"{name} = {{ fixtures = {json.dumps(list(named))} }}"
        for name, named in fixtures.items()
        if named
    ]
    if not rows:
        return "no fixture tells tests apart, so there is no table to propose\n"
    lines = ["[tool.layerproof.suites]", *rows, *_REST.splitlines()]
    return "\n".join(lines) + "\n"
