"""What a project's pytest settings say that a conversion has to know, read without pytest."""

from __future__ import annotations

import configparser
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILES = ("pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini",
          "setup.cfg")  # fmt: skip
_SECTIONS = {"tox.ini": "pytest", "setup.cfg": "tool:pytest"}
_PATTERNS = ("test_*.py", "*_test.py")


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """Whether coroutine tests need a marker, and the names of files that pytest collects."""

    asyncio_auto: bool = False
    python_files: tuple[str, ...] = _PATTERNS


@cache
def read_settings(folder: Path) -> ProjectSettings:
    """Return the settings of the nearest folder, from ``folder`` upwards, that has some.

    A file that cannot be read or parsed says nothing.
    """
    for place in (folder, *folder.parents):
        for name in _FILES:
            table = _read_table(place / name)
            if table is not None:
                return _read(table)
    return ProjectSettings()


def _read_table(path: Path) -> dict[str, Any] | None:
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".toml":
            return _read_toml(path.name, tomllib.loads(text))
        parser = configparser.RawConfigParser(strict=False)
        parser.read_string(text)
    except (OSError, ValueError, configparser.Error):
        return None
    section = _SECTIONS.get(path.name, "pytest")
    return dict(parser[section]) if parser.has_section(section) else None


def _read_toml(name: str, document: dict[str, Any]) -> dict[str, Any] | None:
    if name != "pyproject.toml":
        table = document.get("pytest")
    else:
        table = document.get("tool", {}).get("pytest")
    if not isinstance(table, dict):
        return None
    inner = table.get("ini_options", table)
    return inner if isinstance(inner, dict) else None


def _read(table: dict[str, Any]) -> ProjectSettings:
    addopts = _words(table.get("addopts", ""))
    mode = str(table.get("asyncio_mode", "")).strip()
    for index, word in enumerate(addopts):
        if word.startswith("--asyncio-mode"):
            mode = word.partition("=")[2] or "".join(addopts[index + 1 : index + 2])
    anyio = str(table.get("anyio_mode", "")).strip()
    patterns = tuple(_words(table.get("python_files", "")))
    return ProjectSettings("auto" in {mode, anyio}, patterns or _PATTERNS)


def _words(value: object) -> list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    return re.split(r"\s+", str(value).strip()) if str(value).strip() else []
