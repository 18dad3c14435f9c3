"""Finding and reading ``pyproject.toml``. The table's meaning is ``core.config.parse``'s.

pytest's start pays for this module and for all that it imports: nothing here may pull in
coverage, pytest or other slow modules, and ``tomllib`` comes in only where a table may be.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from layerproof.core.config.parse import TABLE, parse_config
from layerproof.core.config.tables import describe_type
from layerproof.core.config.values import Config, CoverageChoices
from layerproof.errors import ConfigError

NAME = "pyproject.toml"

#: Shown to whoever has no table yet.
MINIMAL_TABLE = """\
[tool.layerproof]
source = ["src/shop"]

[tool.layerproof.layers]
service = { paths = ["src/shop/services/**"] }"""

#: For whoever neither measures nor judges.
NO_CHOICES = CoverageChoices()

_PLACE = r" \(at line (\d+), column (\d+)\)$"


def has_table(root: Path) -> bool:
    """Return whether the project's file holds a Layerproof table, right or wrong.

    Costs no more than reading the file where it does not even mention Layerproof. A file that
    mentions it and cannot be parsed counts as one that has the table: ``read_config`` explains.
    """
    try:
        data = (root / NAME).read_bytes()
    except OSError:
        return False
    if b"layerproof" not in data:
        return False
    try:
        return _pick_table(_parse(root / NAME, data)) is not None
    except ConfigError:
        return True


def find_root(start: Path) -> Path:
    """Return the nearest folder, from ``start`` upwards, whose project file has the table.

    Raises ``ConfigError`` that lists the files looked at and shows a table to add.
    """
    here = start.resolve()
    folders = (here, *here.parents)
    for folder in folders:
        if has_table(folder):
            return folder
    seen = [folder / NAME for folder in folders if (folder / NAME).is_file()]
    raise ConfigError(
        f"no {NAME} in {here} or above it has a [{TABLE}] table",
        tried=tuple(f"{path}: has no such table{_name_nearest(path)}" for path in seen),
        advice=_advise_table(),
    )


def read_config(root: Path, *, coverage: CoverageChoices = NO_CHOICES) -> Config:
    """Return the configuration of the project in ``root``.

    :param coverage: the project's own coverage.py settings, for whoever measures or judges;
        ``adapters.coverage_settings_file`` reads them.

    Raises ``ConfigError`` if the file cannot be read or parsed, has no table, or is wrong.
    """
    path = root / NAME
    document = _parse(path, _read(path))
    table = _pick_table(document)
    if table is None:
        raise ConfigError(f"{path} has no [{TABLE}] table", advice=_advise_table())
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: {TABLE} must be a table, not {describe_type(table)}")
    return parse_config(
        table, project=_name_project(document, root), coverage=coverage, origin=NAME
    )


def _name_nearest(path: Path) -> str:
    """Return a question after the table of ``[tool]`` that is spelt much like ours, if any."""
    import difflib

    try:
        tool = _parse(path, _read(path)).get("tool")
    except ConfigError:
        return ""
    near = difflib.get_close_matches("layerproof", tool, n=1) if isinstance(tool, dict) else []
    return f"; is [tool.{near[0]}] meant to be it?" if near else ""


def _advise_table() -> str:
    return "add to pyproject.toml, with your own folders:\n\n" + MINIMAL_TABLE


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ConfigError(f"{path} does not exist", advice=_advise_table()) from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error


@lru_cache(maxsize=2)
def _parse(path: Path, data: bytes) -> dict[str, object]:
    """Return the document; callers must not change it."""
    import tomllib

    try:
        return tomllib.loads(data.decode())
    except UnicodeDecodeError as error:
        place = _count_place(data[: error.start].decode())
        raise ConfigError(f"{path}:{place}: is not UTF-8: {error.reason}") from error
    except tomllib.TOMLDecodeError as error:
        text = str(error)
        match = re.search(_PLACE, text)
        place = f"{match[1]}:{match[2]}" if match else _count_place(data.decode())
        raise ConfigError(f"{path}:{place}: is not TOML: {re.sub(_PLACE, '', text)}") from error
    except RecursionError:
        raise ConfigError(f"{path}: is not TOML that can be read: nested too deeply") from None


def _count_place(before: str) -> str:
    """Return line and column, from 1, of what follows the text."""
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def _pick_table(document: dict[str, object]) -> object:
    tool = document.get("tool")
    return tool.get("layerproof") if isinstance(tool, dict) else None


def _name_project(document: dict[str, object], root: Path) -> str:
    project = document.get("project")
    name = project.get("name") if isinstance(project, dict) else None
    return name if isinstance(name, str) and name else root.resolve().name
