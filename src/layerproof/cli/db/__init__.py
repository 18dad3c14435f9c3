"""``layerproof db``: the databases that tests run on, one module an action.

``project`` reads whose databases are meant; ``database.servers`` does the work.
"""

from __future__ import annotations

import argparse

from layerproof.cli.actions import Action, add_actions, run_action

ACTIONS: dict[str, Action] = {
    "start": Action("layerproof.cli.db.start", "start the server, and keep it until `db stop`"),
    "stop": Action("layerproof.cli.db.stop", "stop the server"),
    "status": Action("layerproof.cli.db.status", "say what runs, who uses it, what it holds"),
    "url": Action("layerproof.cli.db.url", "print the address of a database"),
    "shell": Action("layerproof.cli.db.shell", "open a database in psql or sqlite3"),
    "seed": Action("layerproof.cli.db.seed", "build a scenario's world in a database"),
    "clean": Action("layerproof.cli.db.clean", "remove templates, left-over databases and data"),
}

EPILOG = """\
examples:
  layerproof db start                  # a server for the day: sessions find it running
  layerproof db status
  layerproof db shell                  # psql on it
  DATABASE_URL=$(layerproof db url --async) uvicorn shop.main:app
  layerproof db clean                  # begin again from nothing

Without `db start` the server of a checkout runs while tests do, and stops with the last of them.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the actions, each with its own arguments."""
    parser.epilog = EPILOG
    add_actions(parser, ACTIONS)


run = run_action
