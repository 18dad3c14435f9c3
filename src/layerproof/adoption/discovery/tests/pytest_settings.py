"""pytest's settings, found in the order in which pytest looks for them.

Source: docs.pytest.org/en/stable/reference/customize.html, and pytest 9: ``pytest.toml`` and
``pytest.ini`` (hidden or not) count though empty, ``pyproject.toml`` with a table, ``tox.ini`` with
``[pytest]``, ``setup.cfg`` with ``[tool:pytest]``. The first file of the first folder wins.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from layerproof.adoption.discovery.folders import folders_of, join_path
from layerproof.adoption.findings import Place
from layerproof.adoption.reading.ini_file import IniFile
from layerproof.adoption.reading.toml_file import TomlFile, is_list
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import PytestSettings

Value = str | tuple[str, ...]

#: Settings that are lists of words, and those that are lists of lines, in an INI file.
_WORDS = frozenset({"addopts", "testpaths", "norecursedirs", "pythonpath", "python_files"})
_MORE_WORDS = frozenset({"python_classes", "python_functions", "collect_ignore", "confcutdir"})
_LINES = frozenset({"markers", "filterwarnings", "usefixtures", "required_plugins"})
_MORE_LINES = frozenset({"env", "env_files", "D:env"})


class Origin(NamedTuple):
    """A file's settings and where each stands."""

    path: str
    values: Mapping[str, Value]
    places: Mapping[str, Place]


def find_pytest_settings(tree: ProjectTree, test_roots: Iterable[str]) -> PytestSettings:
    """Return the settings that pytest takes in the project's root.

    Where that has none, those of the folders around the tests: a repository whose backend has a
    folder of its own.
    """
    folders = [".", *(f for root in test_roots for f in reversed(folders_of(f"{root}/x")))]
    for folder in dict.fromkeys(folders):
        origin = read_settings_in(tree, folder)
        if origin is not None:
            return _as_settings(origin)
    return PytestSettings()


def read_settings_in(tree: ProjectTree, folder: str) -> Origin | None:
    """Return the first file of a folder that pytest would take its settings from."""
    for name in ("pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini"):
        path = join_path(folder, name)
        if tree.has(path):
            own = _read_own_toml(tree, path) if name.endswith("toml") else _read_ini(tree, path)
            return own or Origin(path, {}, {})
    return (
        _read_pyproject(tree, join_path(folder, "pyproject.toml"))
        or _read_ini(tree, join_path(folder, "tox.ini"))
        or _read_ini(tree, join_path(folder, "setup.cfg"), "tool:pytest")
    )


def _read_own_toml(tree: ProjectTree, path: str) -> Origin | None:
    toml = tree.toml(path)
    return _from_toml(toml, ("pytest",)) if toml else None


def _read_pyproject(tree: ProjectTree, path: str) -> Origin | None:
    toml = tree.toml(path) if tree.has(path) else None
    if toml is None:
        return None
    native = {key for key in toml.table("tool", "pytest") if key != "ini_options"}
    if native:
        return _from_toml(toml, ("tool", "pytest"))
    if toml.get("tool", "pytest", "ini_options") is None:
        return None
    return _from_toml(toml, ("tool", "pytest", "ini_options"))


def _from_toml(toml: TomlFile, key: tuple[str, ...]) -> Origin:
    table = {name: value for name, value in toml.table(*key).items() if name != "ini_options"}
    return Origin(
        toml.path,
        {name: _as_value(name, value) for name, value in table.items()},
        {name: toml.place(*key, name) for name in table},
    )


def _as_value(name: str, value: Any) -> Value:
    if is_list(value):
        return tuple(_as_text(each) for each in value)
    text = _as_text(value)
    return split_setting(name, text) if isinstance(value, str) else text


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _read_ini(tree: ProjectTree, path: str, section: str = "pytest") -> Origin | None:
    ini = tree.pytest_ini(path) if tree.has(path) else None
    if ini is None or section not in ini.sections:
        return None
    return _from_ini(ini, section)


def _from_ini(ini: IniFile, section: str) -> Origin:
    values = ini.section(section)
    return Origin(
        ini.path,
        {name: split_setting(name, text) for name, text in values.items()},
        {name: ini.place(section, name) for name in values},
    )


def split_setting(name: str, text: str) -> Value:
    """Return a setting's text as pytest takes it: words, lines, or the text itself."""
    if name in _WORDS or name in _MORE_WORDS:
        return split_words(text)
    if name in _LINES or name in _MORE_LINES:
        return tuple(line.strip() for line in text.splitlines() if line.strip())
    return text


def split_words(text: str) -> tuple[str, ...]:
    """Return the words of a text as a shell would; at blanks where its quotes do not close."""
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return tuple(text.split())


def _as_settings(origin: Origin) -> PytestSettings:
    mode = origin.values.get("asyncio_mode")
    return PytestSettings(
        origin=origin.path,
        addopts=_as_words(origin.values.get("addopts", ())),
        testpaths=_as_words(origin.values.get("testpaths", ())),
        python_files=_as_words(origin.values.get("python_files", ()))
        or PytestSettings().python_files,
        asyncio_mode=mode if isinstance(mode, str) else None,
        values=origin.values,
        places=origin.places,
    )


def _as_words(value: Value) -> tuple[str, ...]:
    return split_words(value) if isinstance(value, str) else value
