"""``layerproof history``: keeping a history's database, one module an action.

``history.keeping`` does the work; ``database`` finds out whose history is meant.
"""

from __future__ import annotations

import argparse

from layerproof.cli.actions import Action, add_actions, run_action

ACTIONS: dict[str, Action] = {
    "backup": Action("layerproof.cli.history.backup", "write everything to one file"),
    "restore": Action("layerproof.cli.history.restore", "fill a database from a backup"),
    "prune": Action("layerproof.cli.history.prune", "remove what projects no longer keep"),
    "upgrade": Action("layerproof.cli.history.upgrade", "bring the tables up to date"),
    "invite": Action("layerproof.cli.history.invite", "let the first owner of an organization in"),
}

EPILOG = """\
examples:
  layerproof history invite ada@example.org --organization acme
  layerproof history backup /backups/history-$(date +%F).zip
  layerproof history restore /backups/history-2026-11-22.zip --database new.db
  layerproof history upgrade --check

Each works on the database that `layerproof serve` would take: --database, else
$LAYERPROOF_HISTORY_DATABASE, else .layerproof/history.db of the folder it is called in.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the actions, each with its own arguments."""
    parser.epilog = EPILOG
    add_actions(parser, ACTIONS)


run = run_action
