"""How a person opens a database that was kept. The command itself is ``layerproof db shell``."""

from __future__ import annotations

import shlex
from pathlib import Path

from layerproof.database.values import Place, Settings


def describe_opening(place: Place, settings: Settings) -> str:
    """Return the command that opens a database, to be run anywhere."""
    command = f"layerproof db shell {shlex.quote(place.name)}"
    if settings.root == Path.cwd():
        return command
    return f"cd {shlex.quote(str(settings.root))} && {command}"
