"""The project's settings of coverage.py, read without coverage.py.

Source: coverage.readthedocs.io/en/latest/config.html: ``.coveragerc``, ``.coveragerc.toml``,
``setup.cfg``, ``tox.ini``, ``pyproject.toml``; the first that has settings wins, the first alone
also when it has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from layerproof.adoption.discovery.folders import join_path
from layerproof.adoption.findings import Place
from layerproof.adoption.reading.ini_file import IniFile
from layerproof.adoption.reading.toml_file import TomlFile, is_list
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import CoverageSettings

_SECTIONS = ("run", "report", "paths", "html", "xml", "json", "lcov")
_TRUE = frozenset({"1", "yes", "true", "on"})


class Origin(NamedTuple):
    """A file's settings by section and key, and where each stands."""

    path: str
    values: Mapping[tuple[str, str], Any]
    places: Mapping[str, Place]


def find_coverage_settings(tree: ProjectTree, home: str) -> CoverageSettings:
    """Return the settings that coverage.py takes in the folder ``home``."""
    for origin in _origins(tree, home):
        return _as_settings(origin)
    return CoverageSettings()


def _origins(tree: ProjectTree, home: str) -> Iterator[Origin]:
    own = join_path(home, ".coveragerc")
    if tree.has(own):
        ini = tree.ini(own)
        # coverage.py stops at this file whether or not anything stands in it.
        yield _from_ini(ini, ("coverage:", "")) if ini else Origin(own, {}, {})
    own = join_path(home, ".coveragerc.toml")
    toml = tree.toml(own) if tree.has(own) else None
    if toml is not None:
        start = ("tool", "coverage") if toml.get("tool", "coverage") else ()
        yield _from_toml(toml, start)
    for name in ("setup.cfg", "tox.ini"):
        path = join_path(home, name)
        ini = tree.ini(path) if tree.has(path) else None
        if ini is not None and any(each.startswith("coverage:") for each in ini.sections):
            yield _from_ini(ini, ("coverage:",))
    path = join_path(home, "pyproject.toml")
    toml = tree.toml(path) if tree.has(path) else None
    if toml is not None and toml.table("tool", "coverage"):
        yield _from_toml(toml, ("tool", "coverage"))


def _from_ini(ini: IniFile, prefixes: tuple[str, ...]) -> Origin:
    values: dict[tuple[str, str], Any] = {}
    places: dict[str, Place] = {}
    for section in _SECTIONS:
        name = next((p + section for p in prefixes if p + section in ini.sections), None)
        for key, text in ini.section(name).items() if name else ():
            values[section, key] = text
            places[f"{section}.{key}"] = ini.place(name or "", key)
    return Origin(ini.path, values, places)


def _from_toml(toml: TomlFile, start: tuple[str, ...]) -> Origin:
    values: dict[tuple[str, str], Any] = {}
    places: dict[str, Place] = {}
    for section in _SECTIONS:
        for key, value in toml.table(*start, section).items():
            values[section, key] = value
            places[f"{section}.{key}"] = toml.place(*start, section, key)
    return Origin(toml.path, values, places)


def _as_settings(origin: Origin) -> CoverageSettings:
    values = origin.values
    fail_under = values.get(("report", "fail_under"))
    core = values.get(("run", "core"))
    omits = (*_as_list(values.get(("run", "omit"))), *_as_list(values.get(("report", "omit"))))
    packages = _as_list(values.get(("run", "source_pkgs")))
    return CoverageSettings(
        origin=origin.path,
        source=(*_as_list(values.get(("run", "source"))), *packages),
        omit=tuple(dict.fromkeys(omits)),
        concurrency=_as_list(values.get(("run", "concurrency"))),
        core=str(core) if core else None,
        branch=_as_flag(values.get(("run", "branch"))),
        fail_under=None if fail_under is None else str(fail_under),
        places=origin.places,
    )


def _as_list(value: Any) -> tuple[str, ...]:
    """Return a list as coverage.py splits it: at commas and line ends."""
    if is_list(value):
        return tuple(str(each) for each in value)
    parts = re.split(r"[,\n]", value) if isinstance(value, str) else []
    return tuple(part.strip() for part in parts if part.strip())


def _as_flag(value: Any) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    return str(value).strip().lower() in _TRUE
