"""Hashes of what decides a run beside its code: pytest's settings, dependencies, lock files."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path

_PROJECT = "pyproject.toml"
_FILES = (
    *("pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml", "tox.ini", "setup.cfg"),
    *("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "requirements.txt"),
)

#: Keys of the project's file, by the label under which their hash is kept. A version or a
#: description is not among them: it decides nothing.
_TABLES = {
    "tool.pytest": ("tool.pytest",),
    "dependencies": (
        *("project.dependencies", "project.optional-dependencies", "project.requires-python"),
        *("dependency-groups", "tool.poetry.dependencies", "tool.poetry.group"),
    ),
}


def hash_settings(root: Path) -> dict[str, str]:
    """Return a SHA-256 for each file, and each table of the project's file, that decides."""
    hashes = {
        name: hashlib.sha256((root / name).read_bytes()).hexdigest()
        for name in _FILES
        if (root / name).is_file()
    }
    document = tomllib.loads((root / _PROJECT).read_text(encoding="utf-8"))
    for label, keys in _TABLES.items():
        text = json.dumps([_pick(document, key) for key in keys], sort_keys=True, default=str)
        hashes[f"{_PROJECT} [{label}]"] = hashlib.sha256(text.encode()).hexdigest()
    return hashes


def _pick(document: object, key: str) -> object:
    """Return what stands at a dotted key, or ``None``."""
    for part in key.split("."):
        document = document.get(part) if isinstance(document, dict) else None
    return document
