"""The project's own coverage.py settings, read by coverage.py itself.

For whoever measures or judges; it imports coverage, so the pytest plugin keeps away from it.
The settings lie in the first of these files that has any, as for coverage.py:
``.coveragerc``, ``.coveragerc.toml``, ``setup.cfg``, ``tox.ini``, ``pyproject.toml``. Its
environment variables are not asked: a verdict does not hang on who calls.
"""

from __future__ import annotations

import configparser
import os.path
import tomllib
import warnings
from dataclasses import dataclass
from pathlib import Path

from coverage import Coverage
from coverage.exceptions import CoverageException

from layerproof.core.config.omit import compile_omit
from layerproof.core.config.values import CoverageChoices
from layerproof.errors import ConfigError

_OWN = (".coveragerc", ".coveragerc.toml")
_SHARED = ("setup.cfg", "tox.ini", "pyproject.toml")


def read_coverage_choices(root: Path) -> CoverageChoices:
    """Return the project's coverage.py settings as far as they change what is counted.

    Raises ``ConfigError`` with the file's name if they cannot be read.
    """
    name = _find_file(root)
    if name is None:
        return CoverageChoices()
    settings = _load(root, name)
    return CoverageChoices(
        branch=settings.get_flag("run:branch"),
        omit=_gather_omits(root, settings),
        exclude=settings.get_changed("report:exclude_lines"),
        exclude_also=settings.get_texts("report:exclude_also"),
        partial=settings.get_changed("report:partial_branches"),
        partial_also=settings.get_texts("report:partial_also"),
        origin=name,
        source=tuple(
            text
            for key in ("source", "source_dirs", "source_pkgs")
            for text in settings.get_texts(f"run:{key}")
        ),
        notes=_list_notes(settings),
    )


@dataclass(frozen=True, slots=True)
class _Settings:
    """One file as coverage.py reads it, beside coverage.py's defaults."""

    name: str
    given: Coverage
    default: Coverage
    warned: tuple[str, ...]

    def get_texts(self, key: str) -> tuple[str, ...]:
        value = self.given.get_option(key)
        return tuple(str(item) for item in value) if isinstance(value, list) else ()

    def get_flag(self, key: str) -> bool:
        return bool(self.given.get_option(key))

    def get_changed(self, key: str) -> tuple[str, ...]:
        """Return the whole list, with what is added to it; empty if it is the default one."""
        changed = self.given.get_option(key) != self.default.get_option(key)
        return self.get_texts(key) if changed else ()


def _find_file(root: Path) -> str | None:
    for name in _OWN:
        if (root / name).exists():
            return name
    return next((name for name in _SHARED if _has_settings(root / name)), None)


def _has_settings(path: Path) -> bool:
    """Return whether a file that is shared with other tools has a setting for coverage.py."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read for coverage.py's settings: {error}") from error
    if "coverage" not in text:
        return False
    try:
        return _has_tables(text) if path.suffix == ".toml" else _has_sections(text)
    except (configparser.Error, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read for coverage.py's settings: {error}") from error


def _has_tables(text: str) -> bool:
    tool = tomllib.loads(text).get("tool")
    tables = tool.get("coverage") if isinstance(tool, dict) else None
    return isinstance(tables, dict) and any(tables.values())


def _has_sections(text: str) -> bool:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    return any(
        parser.options(section) for section in parser.sections() if section.startswith("coverage:")
    )


def _load(root: Path, name: str) -> _Settings:
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            given = Coverage(config_file=str(root / name), data_file=None, messages=False)
            default = Coverage(config_file=False, data_file=None, messages=False)
    except (CoverageException, UnicodeDecodeError) as error:
        raise ConfigError(f"coverage.py cannot read its settings in {name}: {error}") from error
    return _Settings(name, given, default, tuple(str(warning.message) for warning in caught))


def _gather_omits(root: Path, settings: _Settings) -> tuple[str, ...]:
    patterns = (*settings.get_texts("run:omit"), *settings.get_texts("report:omit"))
    inside = (_relate(root, pattern) for pattern in patterns)
    omits = tuple(dict.fromkeys(pattern for pattern in inside if pattern is not None))
    for pattern in omits:
        try:
            compile_omit((pattern,))
        except ConfigError as error:
            raise ConfigError(f"{settings.name}: omit: {error.problem}") from error
    return omits


def _relate(root: Path, pattern: str) -> str | None:
    """Return the pattern from the project's root, or ``None`` where it speaks of elsewhere."""
    if pattern.startswith(("*", "?")) or not ("/" in pattern or "\\" in pattern):
        return pattern
    top = str(root.resolve())
    path = os.path.normpath(os.path.join(top, pattern))  # noqa: PTH118 - a pattern, not a path
    if not path.startswith(top + os.sep):
        return None
    rest = path[len(top) + 1 :]
    # Without the dot these would mean any folder.
    return f"./{rest}" if rest.startswith(("*", "?")) or "/" not in rest else rest


def _list_notes(settings: _Settings) -> tuple[str, ...]:
    notes = [f"{settings.name}: {message}" for message in settings.warned]
    unused = {
        "run:include": "source and layers say what is counted",
        "report:include": "source and layers say what is counted",
        "report:fail_under": "fail_under of [tool.layerproof] is the gate",
        "run:plugins": "Layerproof loads no plugin of coverage.py",
        "report:partial_branches_always": "coverage.py's own list is used",
    }
    for key, reason in unused.items():
        value = settings.given.get_option(key)
        if value != settings.default.get_option(key):
            shown = ", ".join(value) if isinstance(value, list) else value
            word = key.partition(":")[2]
            notes.append(f"{settings.name}: {word} = {shown} of coverage.py is not used; {reason}")
    return tuple(notes)
