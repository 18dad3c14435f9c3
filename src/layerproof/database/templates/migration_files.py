"""Finds what ``alembic upgrade`` reads, from ``alembic.ini`` or ``pyproject.toml`` alone.

Alembic itself would do, but its import costs more than the whole fingerprint and belongs into
the building process. ``recipe`` digests the files; ``builder`` needs the folder to work in.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Iterator
from configparser import Error, RawConfigParser
from pathlib import Path

from layerproof.database.errors import TemplateFailedError

_SEPARATORS = {"space": " ", "newline": "\n", "os": os.pathsep, ":": ":", ";": ";"}
_PASSED_OVER = (".mako", ".pyc", ".md", ".rst", "~")


def find_migration_files(root: Path, setting: str) -> list[Path]:
    """Return the configuration and every file that a migration may read, sorted.

    :param setting: the table's ``migrations``, relative to ``root``.

    Raises ``TemplateFailedError`` when the configuration or its folder is missing.
    """
    options = _read_options(root / setting)
    folders = [_script_folder(root, setting, options)]
    folders += [_locate(root, setting, text) for text in _version_locations(options)]
    files = {path for folder in folders for path in _walk(folder)}
    return sorted(files | {root / setting})


def working_folder(root: Path, setting: str) -> Path:
    """Return the folder from which Alembic finds its scripts: the root, else the file's own."""
    text = str(_read_options(root / setting).get("script_location", ""))
    nested = (root / setting).parent
    return nested if not (root / text).exists() and (nested / text).exists() else root


def _script_folder(root: Path, setting: str, options: dict[str, str | list[str]]) -> Path:
    text = options.get("script_location")
    if not isinstance(text, str):
        raise TemplateFailedError(
            f"{setting} has no script_location, so no migrations are known",
            advice="see that database.migrations names the configuration that alembic uses",
        )
    folder = _locate(root, setting, text)
    if not folder.is_dir():
        raise TemplateFailedError(
            f"{setting} leads to migrations in {text}, and there is no such folder",
            tried=(str(folder),),
            advice="correct script_location, or database.migrations",
        )
    return folder


def _read_options(path: Path) -> dict[str, str | list[str]]:
    """Return Alembic's options; ``%(here)s`` is filled in, and nothing else."""
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".toml":
            found = tomllib.loads(text).get("tool", {}).get("alembic", {})
        else:
            parser = RawConfigParser()
            parser.read_string(text)
            found = dict(parser["alembic"]) if parser.has_section("alembic") else {}
    except (OSError, Error, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TemplateFailedError(
            f"the migrations' configuration {path} cannot be read: {error}",
            advice="see that database.migrations names it, from the project's folder",
        ) from error
    here = str(path.parent)
    return {
        name: [_fill(item, here) for item in value]
        if isinstance(value, list)
        else _fill(str(value), here)
        for name, value in found.items()
    }


def _fill(text: object, here: str) -> str:
    return str(text).replace("%(here)s", here).replace("%%", "%")


def _version_locations(options: dict[str, str | list[str]]) -> list[str]:
    value = options.get("version_locations", "")
    if isinstance(value, list):
        return value
    word = options.get("path_separator") or options.get("version_path_separator")
    separator = _SEPARATORS.get(word) if isinstance(word, str) else None
    parts = value.split(separator) if separator else re.split(r"[,\s]+", value)
    return [part.strip() for part in parts if part.strip()]


def _locate(root: Path, setting: str, text: str) -> Path:
    """Return the folder of a location: a path, or ``package.module:folder``."""
    if ":" in text and not Path(text).is_absolute():
        package, _, inside = text.partition(":")
        relative = Path(*package.split("."), inside)
        bases = [root, root / "src", *(Path(entry) for entry in sys.path if entry)]
    else:
        relative = Path(text)
        bases = [root, (root / setting).parent]
    return next((base / relative for base in bases if (base / relative).is_dir()), root / relative)


def _walk(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name[0] != "." and name != "__pycache__"]
        for name in names:
            if name[0] != "." and not name.endswith(_PASSED_OVER):
                yield Path(where, name)
