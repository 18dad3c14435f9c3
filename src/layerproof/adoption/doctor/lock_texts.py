"""Lock files as names and versions: of uv, Poetry, PDM and Pipenv, and ``pylock.toml``."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from typing import Any

from packaging.utils import canonicalize_name

from layerproof.adoption.reading.tree import ProjectTree
from layerproof.errors import EnvironmentUnfitError


def read_lock(tree: ProjectTree, path: str) -> dict[str, str]:
    """Return the locked versions by normalised name; the newest where there are several.

    Raises ``EnvironmentUnfitError`` where the file cannot be read.
    """
    document = parse_lock(tree, path)
    if path.endswith("Pipfile.lock"):
        return _read_pipenv(document)
    rows = document.get("package", document.get("packages", ()))
    versions: dict[str, str] = {}
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, Mapping) and isinstance(row.get("name"), str):
            versions[canonicalize_name(row["name"])] = str(row.get("version", ""))
    return versions


def parse_lock(tree: ProjectTree, path: str) -> Mapping[str, Any]:
    """Return the lock file's document; raises as ``read_lock`` does."""
    text = tree.read(path) or ""
    try:
        document = json.loads(text) if path.endswith("Pipfile.lock") else tomllib.loads(text)
    except ValueError as error:
        raise EnvironmentUnfitError(
            f"{path} cannot be read: {error}", advice="let the package manager lock again"
        ) from error
    return document if isinstance(document, Mapping) else {}


def _read_pipenv(document: Mapping[str, Any]) -> dict[str, str]:
    versions: dict[str, str] = {}
    for section in ("default", "develop"):
        table = document.get(section)
        for name, row in table.items() if isinstance(table, Mapping) else ():
            version = row.get("version", "") if isinstance(row, Mapping) else ""
            versions[canonicalize_name(name)] = str(version).removeprefix("==")
    return versions
