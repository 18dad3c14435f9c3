"""Which files a conversion looks at: those that were named, and test-like ones in folders."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from layerproof.errors import UsageError

_SKIPPED = {
    "__pycache__", "node_modules", "site-packages", "venv", "env", "build", "dist", "migrations",
}  # fmt: skip
_TEST_FILE = re.compile(
    r"(?:test|check|verify|smoke|try)\w*\.py$|.*_(?:tests?|checks?)\.py$", re.IGNORECASE
)
_TEST_FOLDER = re.compile(r"(?:tests?|testing|specs?|checks?)$", re.IGNORECASE)
_NEVER = {"conftest.py", "__init__.py", "setup.py", "noxfile.py"}


def find_candidates(paths: Iterable[Path]) -> list[tuple[Path, bool]]:
    """Return the files to look at, each once, and whether it was named.

    Links to folders are not followed, so that a loop of links has an end.

    :raises UsageError: when a path is not there, or is neither a folder nor a Python file.
    """
    found: dict[Path, bool] = {}
    for path in paths:
        if path.is_dir():
            for each in sorted(_walk(path)):
                found.setdefault(each, False)
        elif not path.exists():
            raise UsageError(f"{path} is not there", advice="name a Python file or a folder")
        elif path.suffix not in {".py", ".pyw"}:
            raise UsageError(f"{path} is not a Python file", advice="name a .py file or a folder")
        else:
            found[path] = True
    return list(found.items())


def _walk(folder: Path) -> Iterator[Path]:
    for here, folders, files in os.walk(folder):
        folders[:] = [
            each
            for each in folders
            if each not in _SKIPPED and not each.startswith(".") and not each.endswith(".egg-info")
        ]
        is_home = bool(_TEST_FOLDER.match(Path(here).resolve().name))
        for name in files:
            if name.endswith(".py") and name not in _NEVER and (is_home or _TEST_FILE.match(name)):
                yield Path(here) / name
