"""The interpreter that a project's own environment has."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

#: Where tools put a project's environment.
FOLDERS = (".venv", "venv", "env", ".env")


def find_interpreter(root: Path, environ: Mapping[str, str] = os.environ) -> str:
    """Return the interpreter of the project's environment.

    That is the one in the project's folder, else the active one, else the running one.
    """
    folders = [root / name for name in FOLDERS]
    active = environ.get("VIRTUAL_ENV")
    folders += [Path(active)] if active else []
    return next((str(path) for path in map(locate_interpreter, folders) if path), sys.executable)


def locate_interpreter(environment: Path) -> Path | None:
    """Return the interpreter of an environment, or ``None`` where there is none."""
    for name in ("bin/python", "Scripts/python.exe"):
        # ``Path.is_file`` raises where this user may not look
        if os.path.isfile(environment / name):  # noqa: PTH113 # see above
            return environment / name
    return None
