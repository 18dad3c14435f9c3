"""The project's own ``addopts``, before pytest reads them.

Which file holds them follows pytest's rules for a call from the project's root without paths
(https://docs.pytest.org/en/stable/reference/customize.html): the first that has settings of pytest,
in the root, then in the folders above it.
"""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import iniconfig


def read_addopts(root: Path) -> tuple[str, ...]:
    """Return the words of ``addopts``; none where there are none, or where they cannot be read.

    What cannot be read pytest itself will call an error, so that it is not said twice.
    """
    for folder in (root, *root.parents):
        for name, read in _READERS.items():
            try:
                found = read(folder / name)
            except FileNotFoundError:
                continue
            except (OSError, ValueError, iniconfig.ParseError):
                return ()
            if found is not None:
                return tuple(shlex.split(found) if isinstance(found, str) else map(str, found))
    return ()


def _read_own_toml(path: Path) -> Any:
    return _pick(_load(path), "pytest").get("addopts", "")


def _read_pyproject(path: Path) -> Any:
    table = _pick(_load(path), "tool", "pytest")
    if not table:
        return None
    return _pick(table, "ini_options").get("addopts") or table.get("addopts", "")


def _load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _pick(table: dict[str, Any], *names: str) -> dict[str, Any]:
    for name in names:
        found = table.get(name)
        table = found if isinstance(found, dict) else {}
    return table


def _read_section(section: str, *, always: bool) -> Callable[[Path], Any]:
    def read(path: Path) -> str | None:
        found = iniconfig.IniConfig(str(path))
        if section in found:
            return found[section].get("addopts", "")
        return "" if always else None

    return read


_READERS: dict[str, Callable[[Path], Any]] = {
    "pytest.toml": _read_own_toml,
    ".pytest.toml": _read_own_toml,
    "pytest.ini": _read_section("pytest", always=True),
    ".pytest.ini": _read_section("pytest", always=True),
    "pyproject.toml": _read_pyproject,
    "tox.ini": _read_section("pytest", always=False),
    "setup.cfg": _read_section("tool:pytest", always=False),
}
