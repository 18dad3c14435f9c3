"""Which interpreter is the project's own."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

#: Where tools put a project's environment.
FOLDERS = (".venv", "venv", "env", ".env")


def find_python(root: Path, environ: Mapping[str, str] = os.environ) -> str:
    """Return the interpreter of the project's environment.

    That is the active environment, else one in the project's folder, else the running one.
    """
    active = environ.get("VIRTUAL_ENV")
    folders = [Path(active)] if active else []
    folders += [root / name for name in FOLDERS]
    return next((str(path) for path in map(locate_python, folders) if path), sys.executable)


def locate_python(environment: Path) -> Path | None:
    """Return the interpreter of an environment, or ``None`` where there is none."""
    for name in ("bin/python", "Scripts/python.exe"):
        if (environment / name).is_file():
            return environment / name
    return None
