"""Finds what of the backend was imported before the environment of its process was set.

A run that ``layerproof`` starts sets it before all plugins. In a plain ``pytest``, a plugin that
imports the backend comes first: its settings hold another address then, in workers that of the
process which started them, and all meet in one database.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from layerproof.core.wording import name_some


def explain_imported(
    root: Path, source: Sequence[str], before: Mapping[str, str], after: Mapping[str, str]
) -> str | None:
    """Return a sentence where modules could have read what is different now, else ``None``.

    :param before: the environment until now.
    :param after: what is to be set in it.
    """
    changed = sorted(name for name, text in after.items() if before.get(name) != text)
    if not changed:
        return None
    modules = find_imported(root, source)
    if not modules:
        return None
    return (
        f"{name_some(modules, 3)} had been imported before {name_some(changed, 3)} was set, so it "
        "may use another database or folder, which other processes use as well: import it in no "
        "plugin, or run the tests with `layerproof run`, which sets the environment first"
    )


def find_imported(root: Path, source: Sequence[str]) -> list[str]:
    """Return the modules of the source that are imported by now; Layerproof's own are none."""
    folders = tuple(str((root / entry).resolve()) for entry in source)
    return sorted(
        name
        for name, module in list(sys.modules.items())
        if name.partition(".")[0] != "layerproof" and _lies_in(module, folders)
    )


def _lies_in(module: object, folders: Sequence[str]) -> bool:
    file = getattr(module, "__file__", None)
    if not isinstance(file, str):
        return False
    return any(file == folder or file.startswith(f"{folder}/") for folder in folders)
