"""Commands that have actions, as ``layerproof db start``: one module an action.

An action's module has ``configure(parser)`` and ``run(args)``, as a subcommand has.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Mapping
from typing import NamedTuple


class Action(NamedTuple):
    """Where an action lives and the sentence that introduces it."""

    module: str
    summary: str


def add_actions(parser: argparse.ArgumentParser, actions: Mapping[str, Action]) -> None:
    """Add the actions of a command, each with its own arguments."""
    added = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, action in actions.items():
        child = added.add_parser(
            name,
            help=action.summary,
            description=f"{action.summary[0].upper()}{action.summary[1:]}.",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module = importlib.import_module(action.module)
        module.configure(child)
        child.set_defaults(act=module.run)


def run_action(args: argparse.Namespace) -> int:
    """Do what the action of the command line says, and return its exit code."""
    return int(args.act(args))
