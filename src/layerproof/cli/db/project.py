"""Whose databases an action of ``layerproof db`` means: those of the project in this folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from layerproof.errors import UsageError

if TYPE_CHECKING:
    from layerproof.database.servers.home import ServerHome
    from layerproof.database.values import Settings

_TABLE = """\
add to pyproject.toml:

  [tool.layerproof.database]
  engine = "postgresql"        # or "sqlite"
  migrations = "alembic.ini"   # or metadata = "shop.models:Base.metadata"
"""


def read_project() -> Settings:
    """Return the settings of the project that the current folder lies in.

    Raises ``ConfigError`` for a wrong table, ``UsageError`` for a project without a database.
    """
    from layerproof.database.settings import read_settings
    from layerproof.wiring import PlainProject

    project = PlainProject.find(Path.cwd())
    if project.config.database is None:
        raise UsageError(
            f"the project in {project.root} has no [tool.layerproof.database] table",
            advice=_TABLE.rstrip(),
        )
    return read_settings(project.config.database, project.root, run="db")


def find_running(settings: Settings) -> ServerHome | None:
    """Return the home of the owned server that runs, the newest version first."""
    from layerproof.database.servers.owned import list_homes, read_running

    homes = reversed(list_homes(settings))
    return next((home for home in homes if read_running(home)), None)


def note(text: str) -> None:
    """Say something beside the answer, which alone goes to the standard output."""
    print(text, file=sys.stderr)


def show_size(size: int) -> str:
    """Return bytes for people, such as ``41.3 MB``."""
    value = float(size)
    for unit in ("B", "kB", "MB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"
