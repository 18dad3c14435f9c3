"""What makes a template, and the fingerprint over it. Imports nothing of the backend.

``migration_files`` finds what Alembic would run, ``inputs`` knows which files metadata and seed
are made of. A part is a digest or a plain word, so that two recipes can be compared.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from layerproof.core.config.values import Database
from layerproof.database.errors import TemplateFailedError
from layerproof.database.templates.inputs import loaded_files
from layerproof.database.templates.migration_files import find_migration_files
from layerproof.database.templates.migration_imports import find_imported_files
from layerproof.database.values import Recipe, RunningServer, Settings

#: Raised when templates of an older Layerproof must not be used any more.
_FORMAT = "1"

#: Files that pin what the backend is installed with: other versions may make other tables.
_LOCK_FILES = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock")

#: Pragmas that are written into a SQLite file, and only before its first table.
FILE_PRAGMAS = ("page_size", "encoding", "auto_vacuum", "application_id", "user_version")


def read_recipe(settings: Settings, server: RunningServer | None) -> Recipe:
    """Return what the template is made of as the files are now.

    Metadata and seed are imported in another process when one of their files changed.
    Raises ``TemplateFailedError`` when that import fails, or a file is missing.
    """
    table = settings.table
    parts = {"format": _FORMAT, "server": _version(server)}
    if table.migrations:
        parts |= _migration_parts(settings.root, table.migrations)
    if table.metadata or table.seed:
        parts["modules"] = _digest_map(loaded_files(settings, server))
    if table.inputs:
        parts["inputs"] = _digest_files(settings.root, _glob(settings.root, table.inputs))
    parts |= _settings_parts(table)
    if table.migrations or table.metadata or table.seed:
        locks = (settings.root / name for name in _LOCK_FILES)
        parts["locks"] = _digest_files(settings.root, [path for path in locks if path.is_file()])
    empty = not (table.migrations or table.metadata or table.seed)
    return Recipe(fingerprint=_digest_map(parts), empty=empty, parts=parts)


def _migration_parts(root: Path, setting: str) -> dict[str, str]:
    """Return the digests of what Alembic reads, and of what of the project that imports."""
    files = find_migration_files(root, setting)
    folders = list(dict.fromkeys([root, root / "src", (root / setting).parent]))
    imported = find_imported_files(folders, files)
    parts = {"migrations": _digest_files(root, files)}
    return {**parts, "imports": _digest_files(root, imported)} if imported else parts


def file_pragmas(table: Database) -> dict[str, str]:
    """Return those of the table's pragmas that are written into the file."""
    return {name: text for name, text in table.pragmas.items() if name.lower() in FILE_PRAGMAS}


def _settings_parts(table: Database) -> dict[str, str]:
    """Return what the table itself adds; an empty setting adds nothing."""
    written = {
        "targets": {"metadata": table.metadata, "seed": table.seed}
        if table.metadata or table.seed
        else {},
        "env": dict(table.env),
        "extensions": sorted(table.extensions),
        "pragmas": file_pragmas(table),
    }
    return {name: json.dumps(value, sort_keys=True) for name, value in written.items() if value}


def _version(server: RunningServer | None) -> str:
    return f"postgresql {server.version}" if server else f"sqlite {sqlite3.sqlite_version}"


def _glob(root: Path, patterns: Iterable[str]) -> list[Path]:
    """Return the files of the globs. One that matches nothing would guard nothing."""
    found: set[Path] = set()
    for pattern in patterns:
        matched = {path for path in root.glob(pattern) if path.is_file()}
        if not matched:
            raise TemplateFailedError(
                f'database.inputs: "{pattern}" matches no file below {root}',
                advice="correct the glob, or take it out",
            )
        found |= matched
    return sorted(found)


def _digest_files(root: Path, paths: Iterable[Path]) -> str:
    """Return a digest over names and contents; names are relative where they can be."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        name = path.relative_to(root) if path.is_relative_to(root) else path
        content = path.read_bytes()
        digest.update(f"{name.as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _digest_map(values: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]
