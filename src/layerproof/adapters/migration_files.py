"""The files that decide what the ready-made checks of migrations see, for a run's fingerprint.

Only the folders that Alembic's configuration names by path are found; ``database.templates`` reads
the same file with more care when it builds a schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_LOCATION = re.compile(
    r"""^\s*(?:script_location|version_locations)\s*=\s*(\[[^\]]*\]|.*(?:\n[ \t]+\S.*)*)""",
    re.MULTILINE,
)
_WORDS = re.compile(r"""[^\s"',;\[\]]+""")


def list_migration_files(root: Path, setting: str) -> tuple[str, ...]:
    """Return Alembic's configuration and the Python files in its folders, by path from the root.

    :param setting: the configuration, from ``root``. One that cannot be read is still named.
    """
    ini = root / setting
    try:
        text = ini.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return (setting,)
    found = {
        path.relative_to(root).as_posix()
        for folder in _find_folders(root, ini, text)
        for path in folder.rglob("*.py")
        if path.is_relative_to(root)
    }
    return (setting, *sorted(found))


def _find_folders(root: Path, ini: Path, text: str) -> Iterator[Path]:
    here = ini.parent
    for match in _LOCATION.finditer(text):
        for word in _WORDS.findall(match[1].replace("%(here)s", str(here))):
            # Several folders may stand in one word, joined as in PATH.
            for part in (word, *word.split(":")):
                places = [base / part for base in (root, here)]
                folder = next((place for place in places if place.is_dir()), None)
                if folder is not None and folder != root:
                    yield folder
